import { FindOwner, WrapHashes, type WrappedCount } from '@portero/identity';
import { Option, SubCommand } from 'nest-commander';
import { OperatorCommand } from '../command/operator-command';
import { Refusal } from '../outcome/refusal';
import type { Report } from '../outcome/report';
import { findNamedOwner } from '../owners/find-named-owner';
import { counted } from '../terminal/text';

interface Options {
  readonly owner?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** The pause between two progress lines. */
const LINE_EVERY_MS = 5000;

/** `portero users wrap-hashes` */
@SubCommand({
  name: 'wrap-hashes',
  description: 'Put argon2id around weak hashes of imported users, without their passwords.',
})
export class WrapHashesCommand extends OperatorCommand<Options> {
  protected override readonly notes = [
    'Weak are MD5, SHA and HMAC, bcrypt of a cost below 10, and PBKDF2 with fewer iterations than OWASP recommends.',
    'Users log in as before, and their hash becomes argon2id at the next log-in. It may be interrupted and run again:',
    'it goes on with the hashes that are left. One hash takes as long as one log-in.',
    '',
    'Example:',
    '  portero users wrap-hashes --owner shop@example.com',
  ];

  protected override async execute(_words: readonly string[], options: Options): Promise<Report> {
    const { owner, dryRun } = options;
    if (owner === undefined) throw new Refusal('owner_missing', ['Name the owner of the users: add --owner.']);
    return this.installation.onCore(async (core) => {
      const found = await findNamedOwner(core.get(FindOwner), owner);
      const wrapping = core.get(WrapHashes);
      const weak = await wrapping.weakAt(found);
      const formats = weak.map(({ label, users }) => `  ${label}: ${counted(users, 'user')}`);
      if (dryRun === true) {
        const lines = ['A dry run: nothing is written.', ...(weak.length === 0 ? ['No hash is weak.'] : formats)];
        return { data: { dryRun: true, weak, wrapped: 0, left: 0 }, lines };
      }
      const { wrapped, left } = await wrapping.wrapAt(found, this.teller(options));
      return { data: { dryRun: false, weak, wrapped, left }, lines: [...formats, `wrapped ${wrapped}, left ${left}`] };
    });
  }

  private teller({ json }: Options): (count: WrappedCount) => void {
    let toldAt = Date.now();
    return ({ wrapped }) => {
      if (json === true || Date.now() - toldAt < LINE_EVERY_MS) return;
      toldAt = Date.now();
      this.terminal.complain(`${wrapped} hashes wrapped\n`);
    };
  }

  @Option({ flags: '--owner <owner>', description: 'Whose users: the uuid, id or e-mail of the owner.' })
  readOwner(text: string): string {
    return text;
  }

  @Option({ flags: '--dry-run', description: 'Write nothing; tell how many hashes are weak.' })
  readDryRun(): true {
    return true;
  }
}
