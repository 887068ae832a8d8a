import { Injectable } from '@nestjs/common';
import { type Owner, UserImport } from '@portero/database';
import { DataSource, IsNull } from 'typeorm';
import type { ImportedFile } from './import-users.service';
import type { RunningImport } from './running-import';

/** Why there is nothing to resume: no import of the file began, it was finished, or the interrupted one read another file. */
export type NothingToResume = 'never_begun' | 'finished' | 'other_file';

/** Finds imports that were interrupted. */
@Injectable()
export class ResumeImport {
  constructor(private readonly dataSource: DataSource) {}

  /** The newest import of a file at an owner, with the progress that was committed. */
  async find(
    { id: ownerId }: Pick<Owner, 'id'>,
    { fingerprint }: ImportedFile,
    { conflict }: Pick<RunningImport, 'conflict'>,
  ): Promise<RunningImport | NothingToResume> {
    const imports = this.dataSource.getRepository(UserImport);
    const sameFile = await imports.find({ where: { ownerId, fingerprint }, order: { id: 'DESC' } });
    const [newest] = sameFile;
    if (newest === undefined) return (await this.isAnyInterrupted(ownerId)) ? 'other_file' : 'never_begun';
    if (newest.finishedAt !== null || newest.undoneAt !== null) return 'finished';
    const { id, read, created, updated, skipped, rejected } = newest;
    const before = { read, created, updated, skipped, rejected };
    const running = { ownerId, id, conflict, isDry: false, sameFile: sameFile.map((each) => each.id), before };
    return { ...running, expectsNewUsers: true };
  }

  private isAnyInterrupted(ownerId: number): Promise<boolean> {
    return this.dataSource.getRepository(UserImport).existsBy({ ownerId, finishedAt: IsNull(), undoneAt: IsNull() });
  }
}
