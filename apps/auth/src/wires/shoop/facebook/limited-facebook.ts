import type { Limits } from '@portero/identity';
import { EdgeError } from '@auth/http/errors/failure';
import { Facebook } from './facebook';

/** Limits the requests to Facebook that one network causes, because invented tokens would use up the quota of our app. */
export class LimitedFacebook extends Facebook {
  constructor(
    private readonly facebook: Facebook,
    private readonly limits: Limits,
  ) {
    super();
  }

  /** Also throws `rate_limited`, before Facebook is asked. */
  override async userOf(token: string, uid: string | null): Promise<string> {
    await this.limits.assertLeftByNetwork('provider_tokens_refused');
    await this.limits.spendByNetwork('provider_tokens');
    try {
      return await this.facebook.userOf(token, uid);
    } catch (error) {
      const isOutage = error instanceof EdgeError && error.code === 'unavailable';
      if (!isOutage) await this.limits.spendByNetwork('provider_tokens_refused');
      throw error;
    }
  }
}
