import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { UUID } from '@portero/config';
import { parseEmail } from '@portero/identity';
import { Transform, type TransformFnParams } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
} from 'class-validator';
import { declarePlainField } from './plain-fields';
import { isTextual } from './textual-input';

/** How a field is described in the OpenAPI document. */
interface Docs {
  readonly description?: string;
  readonly example?: string | number;
  readonly optional?: boolean;
  readonly nullable?: boolean;
}

const WHOLE_NUMBER = /^-?\d{1,15}$/u;

interface TextDocs extends Docs {
  readonly max: number;
  readonly allowEmpty?: boolean;
  /** Trims blanks at both ends first. */
  readonly trim?: boolean;
}

/**
 * Text of at least one character without NUL and lone surrogates, which PostgreSQL cannot store. Do not combine it with
 * `Transform`, because plain text is read without class-transformer.
 */
export function TextField(docs: TextDocs): PropertyDecorator {
  const minLength = docs.allowEmpty ? 0 : 1;
  return applyDecorators(
    docs.trim ? Transform(({ value }: TransformFnParams): unknown => trimmed(value)) : plain(docs, minLength),
    describe(docs, { type: String, minLength, maxLength: docs.max }),
    IsString(rule('not_text', 'must be text')),
    MinLength(minLength, rule('empty', 'must not be empty')),
    AtMost(docs.max),
    StorableText(),
  );
}

/** A password as typed. The core has the rules for new ones; here it must only be text. */
export function PasswordField(docs: Docs): PropertyDecorator {
  return applyDecorators(
    describe(docs, { type: String, format: 'password' }),
    IsString(rule('not_text', 'must be text')),
    StorableText(),
  );
}

/** An e-mail address, exactly one. */
export function EmailField(docs: Docs): PropertyDecorator {
  return applyDecorators(
    describe(docs, { type: String, format: 'email', maxLength: 254 }),
    IsString(rule('not_text', 'must be text')),
    StorableText(),
    ValidateBy(
      {
        name: 'isEmailAddress',
        validator: { validate: (value) => typeof value === 'string' && parseEmail(value) !== null },
      },
      rule('invalid_email', 'must be one e-mail address'),
    ),
  );
}

/** A UUID, compared in lower case. */
export function UuidField(docs: Docs): PropertyDecorator {
  return applyDecorators(
    describe(docs, { type: String, format: 'uuid' }),
    Transform(({ value }: TransformFnParams): unknown => (typeof value === 'string' ? value.toLowerCase() : value)),
    IsString(rule('not_text', 'must be text')),
    Matches(UUID, rule('invalid_uuid', 'must be a UUID')),
  );
}

/** A one-time code as typed. Any short text is accepted here; the core compares it. */
export function CodeField(docs: Docs): PropertyDecorator {
  return TextField({ ...docs, max: 64 });
}

/** A whole number; converted from text only in forms, queries and paths. */
export function IntegerField(docs: Docs & { readonly min: number; readonly max: number }): PropertyDecorator {
  return applyDecorators(
    describe(docs, { type: 'integer', minimum: docs.min, maximum: docs.max }),
    Transform(({ value, obj }: TransformFnParams): unknown => (isTextual(obj) ? wholeNumber(value) : value)),
    IsInt(rule('not_an_integer', 'must be a whole number')),
    Min(docs.min, rule('too_small', `must be at least ${docs.min}`)),
    Max(docs.max, rule('too_large', `must be at most ${docs.max}`)),
  );
}

/** `true` or `false`; converted from text only in forms, queries and paths. */
export function BooleanField(docs: Docs): PropertyDecorator {
  return applyDecorators(
    describe(docs, { type: Boolean }),
    Transform(({ value, obj }: TransformFnParams): unknown => (isTextual(obj) ? flag(value) : value)),
    IsBoolean(rule('not_a_boolean', 'must be true or false')),
  );
}

/** One of some words. */
export function ChoiceField(docs: Docs & { readonly values: readonly string[] }): PropertyDecorator {
  return applyDecorators(
    describe(docs, { type: String, enum: [...docs.values] }),
    IsIn(docs.values, rule('unknown_value', `must be one of ${docs.values.join(', ')}`)),
  );
}

function describe({ description, example, optional, nullable }: Docs, schema: ApiPropertyOptions): PropertyDecorator {
  const options = {
    ...schema,
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
  };
  if (optional === true)
    return applyDecorators(ApiPropertyOptional({ ...options, nullable: nullable ?? true }), IsOptional());
  return applyDecorators(ApiProperty(options), IsDefined(rule('required', 'is required')));
}

function plain({ max, optional = false }: TextDocs, min: number): PropertyDecorator {
  return (prototype, name) => {
    declarePlainField(prototype, String(name), { min, max, optional });
  };
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** Counts characters like the database. class-validator's own rule ignores variation selectors. */
function AtMost(max: number): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isAtMost',
      validator: { validate: (value) => typeof value !== 'string' || fits(value, max) },
    },
    rule('too_long', `must have at most ${max} characters`),
  );
}

/** Most texts have few enough UTF-16 units, so their characters need not be counted. */
function fits(text: string, max: number): boolean {
  return text.length <= max || Array.from(text).length <= max;
}

function StorableText(): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isStorableText',
      validator: { validate: (value) => typeof value !== 'string' || (!value.includes('\0') && value.isWellFormed()) },
    },
    rule('invalid_characters', 'must not contain NUL or unpaired surrogate characters'),
  );
}

function rule(code: string, message: string): { message: string; context: { code: string } } {
  return { message: `$property ${message}`, context: { code } };
}

function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;
}

function flag(value: unknown): unknown {
  if (value === 'true' || value === '1') return true;
  return value === 'false' || value === '0' ? false : value;
}
