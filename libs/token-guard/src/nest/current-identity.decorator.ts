import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Identity } from '../token/identity.js';
import { identityOf } from './call-context.js';

/** Injects the caller into a parameter of type {@link Identity}; `undefined` on public routes. */
export const CurrentIdentity: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext): Identity | undefined => identityOf(context),
);
