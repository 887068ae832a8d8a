import { withoutTrailingSlash } from '@auth/http/requests/request-path';
import { PARSED_MEDIA_TYPES } from './request-data';

/** The one path whose trailing slash counts: without it, it is another dialect's. */
export const OBTAIN_PATH = '/api/token/';

/** One of SimpleJWT's views, as `OPTIONS` describes it. */
export interface View {
  readonly name: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, FieldDescription>>;
}

/** A field, in the framework's metadata. */
interface FieldDescription {
  readonly type: 'string';
  readonly required: boolean;
  readonly read_only: boolean;
  readonly label: string;
}

/** The headers of every answer of a view. */
export const VIEW_HEADERS = { allow: 'POST, OPTIONS', vary: 'Accept' } as const;

/** By their paths without a trailing slash, except the first. */
const VIEWS: Readonly<Record<string, View>> = {
  [OBTAIN_PATH]: {
    name: 'Token Obtain Pair',
    description:
      'Takes a set of user credentials and returns an access and refresh JSON web\ntoken pair to prove the authentication of those credentials.',
    fields: { email: written('Email'), password: written('Password') },
  },
  '/api/token/refresh': {
    name: 'Token Refresh',
    description:
      'Takes a refresh type JSON web token and returns an access type JSON web\ntoken if the refresh token is valid.',
    fields: {
      refresh: written('Refresh'),
      access: { type: 'string', required: false, read_only: true, label: 'Access' },
    },
  },
  '/api/token/verify': {
    name: 'Token Verify',
    description:
      "Takes a token and indicates if it is valid.  This view provides no\ninformation about a token's fitness for a particular use.",
    fields: { token: written('Token') },
  },
};

const KEPT = new Set([OBTAIN_PATH]);

/** The view at a path; `null` where there is none. */
export function viewAt(path: string): View | null {
  return VIEWS[withoutTrailingSlash(path, KEPT)] ?? null;
}

/** The framework's answer to `OPTIONS`. */
export function describeView({ name, description, fields }: View): Record<string, unknown> {
  return {
    name,
    description,
    renders: ['application/json', 'text/html'],
    parses: PARSED_MEDIA_TYPES,
    actions: { POST: fields },
  };
}

function written(label: string): FieldDescription {
  return { type: 'string', required: true, read_only: false, label };
}
