import type { ExecutionContext } from '@nestjs/common';
import type { TokenError } from '../errors/token-error.js';
import type { ContextAdapter } from './call-context.js';

interface GraphqlContext {
  readonly req?: { readonly headers?: Record<string, string | string[] | undefined>; readonly rawHeaders?: string[] };
}

/** For `@nestjs/graphql`. Its drivers put the request into the context as `req` by default. */
export function graphqlAdapter(): ContextAdapter {
  return {
    source: (context) => {
      const request = context.getArgByIndex<GraphqlContext | undefined>(2)?.req;
      return { headers: request?.headers ?? {}, rawHeaders: request?.rawHeaders };
    },
  };
}

/** How a transport sends tokens and gets refusals. */
export interface MessageAdapterOptions {
  /** The token of a message, without `Bearer`; `undefined` if it has none. */
  readonly token: (context: ExecutionContext) => string | undefined;
  /** The error to throw, such as `(error) => new RpcException({ code: error.code })`. */
  readonly exception: (error: TokenError) => unknown;
}

/** For microservices (`rpc`) and gateways (`ws`). */
export function messageAdapter({ token, exception }: MessageAdapterOptions): ContextAdapter {
  return {
    source: (context) => {
      const sent = token(context);
      return { headers: sent === undefined ? {} : { authorization: `Bearer ${sent}` } };
    },
    exception,
  };
}
