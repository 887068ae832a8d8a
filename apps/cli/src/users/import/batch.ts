import type { NumberedRow } from '@portero/identity';

/** Rows that one transaction merges. */
const SIZE = 5000;

/** Rows of a file that wait to be merged, of which no two name the same user. */
export class Batch {
  readonly rows: NumberedRow[] = [];
  /** Rows of the file that the batch stands for. */
  read = 0;
  readonly #names = new Set<string>();

  get isFull(): boolean {
    return this.read >= SIZE;
  }

  /** Adds a row. @returns `false` when another one of the batch names the same user */
  add(numbered: NumberedRow): boolean {
    const { external_id: externalId, email_key: email, username_key: username, accounts } = numbered.row;
    const names = [
      ...(externalId === null ? [] : [`x${externalId}`]),
      ...(email === null ? [] : [`e${email}`]),
      ...(username === null ? [] : [`u${username}`]),
      ...accounts.map(({ provider, subject }) => `a${provider}/${subject}`),
    ];
    if (names.some((name) => this.#names.has(name))) return false;
    names.forEach((name) => this.#names.add(name));
    this.rows.push(numbered);
    this.read += 1;
    return true;
  }
}
