/** A UUID in its printed form, in lower case, as the source of a regular expression. */
export const UUID_PATTERN = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A text that is a UUID in its printed form, in upper or lower case. */
export const UUID = new RegExp(`^${UUID_PATTERN}$`, 'iu');
