/** The longest account name that is normalised, in UTF-16 units: four times the longest address. */
export const MAX_NAME_UNITS = 1024;

/**
 * Whether a text is short enough to be normalised. `String.normalize` sorts each run of combining marks, which takes
 * quadratic time: 60 KB of them hold the event loop for most of a second.
 */
export function isBounded(text: string): boolean {
  return text.length <= MAX_NAME_UNITS;
}
