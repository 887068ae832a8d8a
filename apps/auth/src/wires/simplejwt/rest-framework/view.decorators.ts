import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EdgeError } from '@auth/http/errors/failure';
import type { PythonValue } from '../python/python-values';
import { renderJson } from './json-rendering';
import { negotiate } from './negotiation';
import { readTextFields } from './serializer';
import { VIEW_HEADERS } from './views';

/**
 * Refuses what cannot be answered as the request wants it. The wording is where failures are presented. What can, is written as
 * the framework's JSON renderer does, with the headers of a view.
 */
@Injectable()
class NegotiationGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const negotiated = negotiate(http.getRequest<FastifyRequest>());
    if ('refused' in negotiated) throw new EdgeError('malformed_request');
    // Failures are text already, and replace this serializer.
    void http
      .getResponse<FastifyReply>()
      .headers(ANSWER_HEADERS)
      .serializer((body: unknown) => renderJson(body, negotiated.indent));
    return true;
  }
}

const ANSWER_HEADERS = { ...VIEW_HEADERS, 'content-type': 'application/json' } as const;

/** Makes a controller answer as the framework's views do. */
export function RestFrameworkView(): ClassDecorator {
  return UseGuards(NegotiationGuard);
}

/** The one text field that a body must have. Throws `validation_failed`. */
export const ViewField = createParamDecorator((name: string, context: ExecutionContext): string => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  return readTextFields(body as PythonValue | undefined, [name])[name] ?? '';
});
