import type { FastifyRequest } from 'fastify';
import type { Failure, FailureCode } from '../../http/errors/failure';
import { failureHeaders, type WireAnswer } from '../../http/errors/wire-answer';
import { pathOf } from '../../http/requests/request-path';

/** Status and sentence of one failure. */
interface KokoError {
  readonly status: number;
  readonly message: string;
}

const NOT_LOGGED_IN: KokoError = { status: 401, message: 'No estás logueado' };
const WRONG_CREDENTIALS: KokoError = { status: 401, message: 'El correo o contraseña son erroneos' };
const UNREGISTERED: KokoError = { status: 404, message: 'Usuario no registrado' };
const TAKEN: KokoError = { status: 409, message: 'El usuario ya está registrado' };
const CODE: KokoError = { status: 400, message: 'El código no es válido' };
const UNAVAILABLE: KokoError = { status: 503, message: 'El servicio no está disponible, inténtalo más tarde' };

/**
 * Every failure on Koko's wire: the exact sentences of the document, and others in its tone. The `Record` is total: a
 * new code does not compile until it is answered here.
 */
export const KOKO_ERRORS: Readonly<Record<FailureCode, KokoError>> = {
  validation_failed: { status: 400, message: 'Te hace falta información para iniciar sesión' },
  account_unknown: UNREGISTERED,
  user_not_found: UNREGISTERED,
  client_not_found: UNREGISTERED,
  webhook_not_found: UNREGISTERED,
  wrong_password: WRONG_CREDENTIALS,
  invalid_credentials: WRONG_CREDENTIALS,
  not_verified: { status: 403, message: 'Aún no has verificado tu cuenta' },
  account_disabled: { status: 403, message: 'Tu cuenta está desactivada' },
  not_authenticated: NOT_LOGGED_IN,
  token_invalid: NOT_LOGGED_IN,
  token_expired: NOT_LOGGED_IN,
  refresh_token_reused: NOT_LOGGED_IN,
  owner_credential_invalid: NOT_LOGGED_IN,
  forbidden: { status: 403, message: 'No tienes permiso para hacer esto' },
  signup_closed: { status: 403, message: 'El registro está cerrado' },
  owner_not_found: { status: 404, message: 'Comercio no registrado' },
  owner_email_taken: TAKEN,
  email_taken: TAKEN,
  username_taken: TAKEN,
  external_account_taken: TAKEN,
  already_verified: { status: 409, message: 'Tu cuenta ya está verificada' },
  code_invalid: CODE,
  code_expired: CODE,
  code_exhausted: CODE,
  rate_limited: { status: 429, message: 'Demasiados intentos, inténtalo más tarde' },
  busy: UNAVAILABLE,
  malformed_request: { status: 400, message: 'No se pudo leer la petición' },
  route_not_found: { status: 404, message: 'La ruta no existe' },
  method_not_allowed: { status: 405, message: 'Método no permitido' },
  request_timeout: { status: 408, message: 'La petición tardó demasiado' },
  payload_too_large: { status: 413, message: 'La petición es demasiado grande' },
  uri_too_long: { status: 414, message: 'La dirección es demasiado larga' },
  unsupported_media_type: { status: 415, message: 'El tipo de contenido no es válido' },
  misdirected_request: { status: 421, message: 'El servidor no atiende a ese nombre' },
  expectation_failed: { status: 417, message: 'El servidor no cumple lo que la cabecera Expect pide' },
  headers_too_large: { status: 431, message: 'Los encabezados son demasiado grandes' },
  unavailable: UNAVAILABLE,
  internal_error: { status: 500, message: 'Ocurrió un error, inténtalo más tarde' },
};

/** The message for missing fields depends on the path. */
const MISSING: Readonly<Record<string, string>> = {
  '/api/token': 'Te hace falta información para actualizar la sesión',
};

/** A failure as Koko's clients get it. */
export function presentKokoFailure(failure: Failure, { url }: Pick<FastifyRequest, 'url'>): WireAnswer {
  const { status, message } = KOKO_ERRORS[failure.code];
  const missing = failure.code === 'validation_failed' ? MISSING[pathOf(url)] : undefined;
  const body = { success: 0, message: missing ?? message, data: null };
  return { status, mediaType: 'application/json', headers: failureHeaders(failure), body };
}
