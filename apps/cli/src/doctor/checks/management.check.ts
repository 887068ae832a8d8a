import type { Settings } from '@portero/config';
import { type Finding, findingsAbout } from '../finding';

const managementIs = findingsAbout('management');

const LIMIT_MS = 3_000;

/** Whether probes and metrics answer on the management port, if the service runs on this machine. */
export async function checkManagement({ http }: Settings): Promise<Finding> {
  const { managementPort: port, host } = http;
  if (port === null) return managementIs.ok('MANAGEMENT_PORT is not set: probes are on PORT.');
  const origin = `http://${reachable(host)}:${port}`;
  const [ready, metrics] = await Promise.all([ask(`${origin}/readyz`), ask(`${origin}/metrics`)]);
  if (ready === null)
    return managementIs.unchecked(`Nothing answers on port ${port}: no service runs on this machine.`);
  if (metrics?.text.includes('portero_build_info') !== true) {
    const message = `Port ${port} answers, but not with the metrics of Portero.`;
    return managementIs.wrong(message, 'Set MANAGEMENT_PORT to a port that no other program has.');
  }
  if (ready.status === 200) return managementIs.ok(`Probes and metrics answer on port ${port}; the service is ready.`);
  return managementIs.warning(`The service is not ready: ${ready.text}`, 'See docs/operations.md, "Probes".');
}

/** The address for a service that listens on every address. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function ask(url: string): Promise<{ readonly status: number; readonly text: string } | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS), redirect: 'error' });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  }
}
