import { facebookSwitchedOff } from '../shoop.errors';
import { Facebook } from './facebook';

/** For a service without an app of its own: every token is refused, and the answer says why. */
export class NoFacebook extends Facebook {
  override userOf(): Promise<string> {
    return Promise.reject(facebookSwitchedOff());
  }
}
