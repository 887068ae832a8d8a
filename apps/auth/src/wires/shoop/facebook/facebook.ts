/**
 * Finds the user of a Facebook access token. A port with two implementations: one asks Facebook, the other reports that
 * it is switched off.
 */
export abstract class Facebook {
  /**
   * The id of the Facebook user who gave our app the token. Throws an `EdgeError`: 401 for an expired token or one of
   * another app or user; 503 when Facebook gives no usable answer in time; 403 when the service has no app.
   *
   * @param uid the user that it must belong to; `null` when the request names none
   */
  abstract userOf(token: string, uid: string | null): Promise<string>;
}
