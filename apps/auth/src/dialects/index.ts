import { auth100 } from './auth100';
import type { Dialect } from './dialect';

/** Every dialect that the service can speak: one line each. */
export const DIALECTS: readonly Dialect[] = [auth100];
