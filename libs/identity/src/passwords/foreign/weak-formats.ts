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

/** Whether guessing is cheap for whoever has a hash, and a slow one can be put around it. @param label such as `bcrypt:8` */
export function isWeakLabel(label: string): boolean {
  const [name = '', cost] = label.split(':');
  return cost === undefined ? DIGESTS.has(name) : Number(cost) < (FLOORS[name] ?? 0);
}
