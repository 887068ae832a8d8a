import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ContextVariable } from './context-variable';

const request = new ContextVariable<{ readonly name: string }>();
const transaction = new ContextVariable<{ readonly id: number }>();

function seen(): readonly [string | null, number | null] {
  return [request.get()?.name ?? null, transaction.get()?.id ?? null];
}

describe('a context variable', () => {
  it('is unset outside of its work', async () => {
    await request.run({ name: 'a' }, () => sleep(1));
    expect(seen()).toEqual([null, null]);
  });

  it('keeps its value while another one changes, and gets its own back', async () => {
    await request.run({ name: 'a' }, async () => {
      await transaction.run({ id: 1 }, async () => {
        await sleep(1);
        expect(seen()).toEqual(['a', 1]);
        await request.run({ name: 'b' }, () => Promise.resolve());
        expect(seen()).toEqual(['a', 1]);
      });
      expect(seen()).toEqual(['a', null]);
    });
  });

  it('belongs to its own work only, when twenty run at once', async () => {
    const all = Array.from({ length: 20 }, async (_, id) =>
      transaction.run({ id }, async () => {
        await sleep(id % 3);
        return request.run({ name: `request ${id}` }, async () => {
          await sleep((id * 7) % 5);
          return seen();
        });
      }),
    );
    expect(await Promise.all(all)).toEqual(Array.from({ length: 20 }, (_, id) => [`request ${id}`, id]));
  });

  it('ends with an error of the work', async () => {
    await expect(request.run({ name: 'a' }, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(seen()).toEqual([null, null]);
  });
});
