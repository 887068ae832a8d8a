/** Tells whose a Facebook access token is. A port: one side asks Facebook, the other one says that it is switched off. */
export abstract class Facebook {
  /**
   * The id of the Facebook user who gave our app the token. Throws an `EdgeError`: 401 for a token of another app or
   * user, or one that is over; 503 when Facebook does not answer usefully in time; 403 when the service has no app.
   *
   * @param uid the user that it must belong to; `null` when the wire names none
   */
  abstract userOf(token: string, uid: string | null): Promise<string>;
}
