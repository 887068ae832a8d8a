import { count, type FormatReader, UnusableHashError } from './foreign-hash';

const PHC = /^\$(argon2(?:id|i|d))\$(?:v=(\d+)\$)?m=(\d+),t=(\d+),p=(\d+)(?:,[^$]*)?\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/u;

/** argon2 of every kind as PHC string, also with the prefixes of Django and Spring. */
export const argon2Formats: FormatReader = (text, { verifyArgon2 }) => {
  const stored = text.replace(/^argon2(?=\$argon2)/u, '').replace(/^\{argon2(?:@SpringSecurity_v5_8)?\}/u, '');
  if (!stored.startsWith('$argon2')) return null;
  const [, kind, version, memory, passes, lanes] = PHC.exec(stored) ?? [];
  if (kind === undefined) throw new UnusableHashError('argon2 is damaged');
  if (version !== undefined && version !== '19' && version !== '16')
    throw new UnusableHashError('argon2 of an unknown version');
  const [m, t, p] = [count(memory, 'memory'), count(passes, 'passes'), count(lanes, 'lanes', 255)];
  return {
    label: `${kind}:${m}:${t}:${p}`,
    cost: { milliseconds: (m * t * 1.5) / 1000, memoryBytes: m * 1024 },
    matches: (password) => verifyArgon2(stored, password),
  };
};
