import {
  applyDecorators,
  type CallHandler,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { EdgeError } from '@auth/http/errors/failure';
import type { PythonValue } from '../python/python-values';
import { renderJson } from './json-rendering';
import { negotiate } from './negotiation';
import { readTextFields } from './serializer';
import { VIEW_HEADERS } from './views';

/** Refuses what cannot be answered as the request wants it. The wording is where failures are presented. */
@Injectable()
class NegotiationGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const negotiated = negotiate(context.switchToHttp().getRequest<FastifyRequest>());
    if ('refused' in negotiated) throw new EdgeError('malformed_request');
    return true;
  }
}

/** Writes answers as the framework's JSON renderer does, with the headers of a view. */
@Injectable()
class JsonRendering implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<Buffer> {
    const http = context.switchToHttp();
    const negotiated = negotiate(http.getRequest<FastifyRequest>());
    const indent = 'indent' in negotiated ? negotiated.indent : null;
    return next.handle().pipe(
      map((body: unknown) => {
        void http.getResponse<FastifyReply>().headers({ ...VIEW_HEADERS, 'content-type': 'application/json' });
        return Buffer.from(renderJson(body, indent));
      }),
    );
  }
}

/** Makes a controller answer as the framework's views do. */
export function RestFrameworkView(): ClassDecorator {
  return applyDecorators(UseGuards(NegotiationGuard), UseInterceptors(JsonRendering));
}

/** The one text field that a body must have. Throws `validation_failed`. */
export const ViewField = createParamDecorator((name: string, context: ExecutionContext): string => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  return readTextFields(body as PythonValue | undefined, [name])[name] ?? '';
});
