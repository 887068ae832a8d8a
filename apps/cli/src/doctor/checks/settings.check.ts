import { type Settings, SettingsError, weakSettings } from '@portero/config';
import { type Finding, findingsAbout } from '../finding';

const settingsAre = findingsAbout('settings');

/** The settings, if they are valid, and the findings about them. */
export function checkSettings(load: () => Settings): {
  readonly settings: Settings | null;
  readonly findings: Finding[];
} {
  try {
    const settings = load();
    return { settings, findings: [describe(settings), ...worries(settings)] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const findings = error.problems.map((problem) => settingsAre.wrong(problem, 'See docs/settings.md.'));
    return { settings: null, findings };
  }
}

function describe({ mode, nodeEnv, dataDir, database }: Settings): Finding {
  const where = database.kind === 'server' ? 'a PostgreSQL server' : `the embedded database in ${dataDir}`;
  return settingsAre.ok(`${mode} mode, NODE_ENV ${nodeEnv}, ${where}.`);
}

function worries(settings: Settings): Finding[] {
  const found = weakSettings(settings).map(({ meaning, mend }) => settingsAre.warning(meaning, mend));
  if (settings.documentedInProduction) {
    const meaning = 'In documented mode whoever knows an owner uuid manages its users, and codes are in the answers.';
    found.push(settingsAre.warning(meaning, 'Set CONTRACT_MODE=hardened.'));
  }
  if (settings.nodeEnv === 'production' && !settings.limits.enabled) {
    found.push(settingsAre.warning('Nothing is limited: passwords and codes can be guessed.', 'Set RATE_LIMITS=on.'));
  }
  if (settings.nodeEnv === 'production' && settings.database.kind === 'embedded') {
    const meaning = 'The embedded database may lose its newest rows when the power fails, and serves one process.';
    found.push(settingsAre.warning(meaning, 'Set DATABASE_URL to a PostgreSQL server.'));
  }
  return found;
}
