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
    expect(() =>
      request.run({ name: 'a' }, () => {
        throw new Error('refused at once');
      }),
    ).toThrow('refused at once');
    expect(seen()).toEqual([null, null]);
    expect(await request.join({ name: 'b' }, later)).toEqual([ALONE ? null : 'b', null]);
  });
});

/** Whether joined work has no value while no other work has one. */
const ALONE = Number.parseInt(process.versions.node, 10) < 24;

async function later(): Promise<readonly [string | null, number | null]> {
  await sleep(2);
  return seen();
}

describe('work that joins a context', () => {
  it('has its own value while other work needs one', async () => {
    const other = request.run({ name: 'a' }, () => sleep(20));
    expect(await request.join({ name: 'b' }, later)).toEqual(['b', null]);
    await other;
  });

  it('never has the value of other work, whichever of them begins or ends first', async () => {
    const of = async (id: number): Promise<void> => {
      const name = `request ${id}`;
      await sleep((id * 7) % 11);
      if (id % 4 === 0) expect(await request.run({ name }, later)).toEqual([name, null]);
      else expect([name, null]).toContain((await request.join({ name }, later))[0]);
    };
    for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 20 }, (_, id) => of(id)));
    expect(seen()).toEqual([null, null]);
  });

  it('does not keep the value for others', async () => {
    const joined = request.run({ name: 'a' }, () => request.join({ name: 'b' }, later));
    expect(await joined).toEqual(['b', null]);
    expect(await request.join({ name: 'c' }, later)).toEqual([ALONE ? null : 'c', null]);
  });
});
