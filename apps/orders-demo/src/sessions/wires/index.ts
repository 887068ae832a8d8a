import { auth100 } from './auth100.wire';
import { bookker } from './bookker.wire';
import type { DialectWire } from './dialect-wire';
import { koko } from './koko.wire';
import { shoop } from './shoop.wire';
import { simplejwt } from './simplejwt.wire';

/** The dialects by which people log in here. */
export const WIRES: readonly DialectWire[] = [auth100, koko, bookker, simplejwt, shoop];
