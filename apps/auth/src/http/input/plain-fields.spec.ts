import { ValidationPipe } from '@nestjs/common';
import { MinLength } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { IntegerField, TextField } from './fields';
import { readPlainFields } from './plain-fields';

class Plain {
  @TextField({ max: 5 })
  token: string;

  @TextField({ max: 5, optional: true, allowEmpty: true })
  hint?: string | null;
}

class Mixed extends Plain {
  @IntegerField({ min: 1, max: 9, optional: true })
  page?: number | null;
}

class Converted {
  @TextField({ max: 5, trim: true })
  name: string;
}

class Stricter {
  @TextField({ max: 5 })
  @MinLength(3)
  name: string;
}

const pipe = new ValidationPipe({
  transform: true,
  whitelist: true,
  stopAtFirstError: true,
  forbidUnknownValues: true,
});

/** The result of the validation of an input; `null` if it is refused. */
async function validated(type: new () => object, input: object): Promise<object | null> {
  return pipe.transform({ ...input }, { type: 'body', metatype: type }).catch(() => null) as Promise<object | null>;
}

const PLAIN: readonly object[] = [
  { token: 'abc' },
  { token: 'abc', hint: 'x' },
  { token: 'abc', hint: '' },
  { token: 'abc', hint: null },
  { token: 'abc', hint: undefined },
  { token: 'abc', unknown: 1, constructor: 'x' },
  { token: 'ñandú' },
];

const REFUSED: readonly object[] = [
  {},
  { token: null },
  { token: '' },
  { token: 'abcdef' },
  { token: 1 },
  { token: ['abc'] },
  { token: 'a\0' },
  { token: '\ud800' },
  { token: 'abc', hint: 1 },
  { token: 'abc', hint: ['x', 'y'] },
  Object.create({ token: 'abc' }) as object,
];

describe('plain fields', () => {
  it.each(PLAIN)('are read as the validation reads them: %j', async (input) => {
    for (const type of [Plain, Mixed]) {
      const read = readPlainFields(type, input);
      expect(read).toBeInstanceOf(type);
      expect({ ...read }).toEqual({ ...(await validated(type, input)) });
    }
  });

  it.each(REFUSED)('are left to the validation where it refuses them: %j', async (input) => {
    expect(readPlainFields(Plain, input)).toBeNull();
    expect(await validated(Plain, input)).toBeNull();
  });

  it('are left to the validation where characters have to be counted', async () => {
    const input = { token: '😀😀😀' };
    expect(readPlainFields(Plain, input)).toBeNull();
    expect(await validated(Plain, input)).toMatchObject(input);
  });

  it('are left to the validation where another field has a value', async () => {
    const input = { token: 'abc', page: 3 };
    expect(readPlainFields(Mixed, input)).toBeNull();
    expect(await validated(Mixed, input)).toMatchObject(input);
  });

  it.each([Converted, Stricter])('are none that are converted or have more rules', (type) => {
    expect(readPlainFields(type, { name: ' abcd' })).toBeNull();
  });
});
