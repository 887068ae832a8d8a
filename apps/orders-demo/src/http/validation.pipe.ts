import { ValidationPipe } from '@nestjs/common';
import { DemoError } from '../errors/demo.error';

/** Turns bodies into their classes: unknown fields are dropped, wrong ones named. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) =>
      new DemoError('validation_failed', {
        fields: errors.flatMap(({ constraints = {} }) => Object.values(constraints)),
      }),
  });
}
