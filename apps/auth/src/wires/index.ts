import { auth100 } from './auth100';
import { bookker } from './bookker';
import { koko } from './koko';
import { oauth } from './oauth';
import { shoop } from './shoop';
import { simplejwt } from './simplejwt';
import type { WireDefinition } from './wire-definition';

/** Every wire of the service, one line each. */
export const WIRES: readonly WireDefinition[] = [auth100, koko, bookker, simplejwt, shoop, oauth];
