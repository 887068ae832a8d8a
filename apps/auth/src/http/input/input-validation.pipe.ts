import {
  type ArgumentMetadata,
  Injectable,
  type PipeTransform,
  type ValidationError,
  ValidationPipe,
} from '@nestjs/common';
import { type FieldProblem, IdentityError } from '@portero/identity';
import { readPlainFields } from './plain-fields';
import { markTextual } from './textual-input';

/**
 * Checks bodies, queries and path parameters against their classes. Unknown fields are dropped, wrong ones named. It has a
 * `ValidationPipe` and is none, because Nest's returns a promise for every parameter.
 */
@Injectable()
export class InputValidationPipe implements PipeTransform {
  private readonly classes = new ValidationPipe({
    transform: true,
    whitelist: true,
    stopAtFirstError: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new IdentityError('validation_failed', { fields: errors.map(toProblem) }),
  });

  /** The value, or a promise of it where the class has to be asked. */
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    // A single path parameter is text, which its route converts.
    const isSinglePart = metadata.type === 'param' && metadata.data !== undefined;
    if (metadata.type === 'custom' || isSinglePart) return value;
    const input = value ?? {};
    if (typeof input !== 'object' || Array.isArray(input)) {
      const problem = {
        field: metadata.type,
        code: 'not_an_object',
        message: `the ${metadata.type} must be an object`,
      };
      throw new IdentityError('validation_failed', { fields: [problem] });
    }
    const read = metadata.metatype === undefined ? null : readPlainFields(metadata.metatype, input);
    if (read !== null) return read;
    return this.classes.transform(metadata.type === 'body' ? input : markTextual({ ...input }), metadata);
  }
}

function toProblem(error: ValidationError): FieldProblem {
  const [constraint, message] = Object.entries(error.constraints ?? {})[0] ?? [
    'invalid',
    `${error.property} is invalid`,
  ];
  const context: unknown = error.contexts?.[constraint];
  return { field: error.property, code: codeOf(context), message };
}

function codeOf(context: unknown): string {
  if (typeof context === 'object' && context !== null && 'code' in context && typeof context.code === 'string')
    return context.code;
  return 'invalid';
}
