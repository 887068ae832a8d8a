/** Digests that cost nothing to compute. */
const DIGESTS: ReadonlySet<string> = new Set([
  ...['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) => [algorithm, `salted-${algorithm}`]),
  'hmac-sha256',
]);

/** The least cost that OWASP's Password Storage Cheat Sheet recommends: the cost of bcrypt, the iterations of PBKDF2. */
const FLOORS: Readonly<Record<string, number>> = {
  bcrypt: 10,
  'pbkdf2-sha1': 1_300_000,
  'pbkdf2-sha256': 600_000,
  'pbkdf2-sha512': 210_000,
};

/** Whether a stolen hash is cheap to guess, and a slow one can be put around it. @param label for example `bcrypt:8` */
export function isWeakLabel(label: string): boolean {
  const [name = '', cost] = label.split(':');
  return cost === undefined ? DIGESTS.has(name) : Number(cost) < (FLOORS[name] ?? 0);
}
