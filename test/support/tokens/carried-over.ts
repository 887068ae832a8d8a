/** Secrets of the replaced services. Back ends that accept their tokens know them. */
export const CARRIED_OVER = {
  auth100: { alg: 'HS256', secret: 'auth100-secret-of-the-service-being-replaced' },
  bookker: { alg: 'HS512', secret: 'bookker-secret-of-the-service-being-replaced-which-is-long-enough-for-HS512' },
  simplejwt: { alg: 'HS256', secret: 'django-secret-of-the-service-being-replaced' },
} as const;

/** One of the dialects whose documented tokens are signed with a shared secret. */
export type CarriedOver = keyof typeof CARRIED_OVER;

/** Their names. */
export const WITH_SECRET = Object.keys(CARRIED_OVER) as readonly CarriedOver[];

/** The settings with these secrets. */
export const CARRIED_OVER_ENV: Readonly<Record<string, string>> = Object.fromEntries(
  WITH_SECRET.map((name) => [`${name.toUpperCase()}_SIGNING_KEY`, CARRIED_OVER[name].secret]),
);
