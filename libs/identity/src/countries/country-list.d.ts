// The package ships no types.
declare module 'country-list' {
  /** The 249 entries of ISO 3166-1: alpha-2 code, and the English name with its article, as "Sudan (the)". */
  export function getData(): readonly { readonly code: string; readonly name: string }[];
}
