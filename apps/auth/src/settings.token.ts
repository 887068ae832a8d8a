/** Injection token of the service's `Settings`. */
export const SETTINGS = Symbol('Settings');
