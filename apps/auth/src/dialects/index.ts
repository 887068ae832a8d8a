import { auth100 } from './auth100';
import { bookker } from './bookker';
import type { Dialect } from './dialect';
import { koko } from './koko';
import { simplejwt } from './simplejwt';
import { shoop } from './shoop';

/** Every dialect that the service can speak: one line each. */
export const DIALECTS: readonly Dialect[] = [auth100, koko, bookker, simplejwt, shoop];
