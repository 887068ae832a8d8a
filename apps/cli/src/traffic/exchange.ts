/** A request as it was sent. Header names are in lower case; a header that came twice is joined with commas. */
export interface RecordedRequest {
  readonly method: string;
  /** From the first slash on, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly body: string;
}

/** An answer as it came. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request and its answer. */
export interface Exchange {
  readonly name: string;
  readonly request: RecordedRequest;
  readonly response: RecordedAnswer;
}
