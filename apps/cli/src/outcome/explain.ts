import { FolderInUseError } from '@portero/database';
import { IdentityError, type IdentityErrorCode } from '@portero/identity';
import { type StartFailure, whyNotReady } from '@portero/setup';
import { EXIT } from './exit-codes';
import { Refusal } from './refusal';

/** The reason why a command failed. */
export interface Failure {
  readonly exitCode: number;
  /** Stable snake_case, for scripts. */
  readonly code: string;
  readonly lines: readonly string[];
  /** Whether the lines were printed already. */
  readonly told?: boolean;
}

/** The refusals of the core that an operator can get. */
const SENTENCES: Partial<Readonly<Record<IdentityErrorCode, string>>> = {
  owner_not_found: 'There is no such owner.',
  user_not_found: 'There is no such user.',
  client_not_found: 'The owner has no such client.',
  webhook_not_found: 'The owner has no such webhook.',
  owner_email_taken: 'Another owner has that e-mail already.',
};

const EXIT_CODES: Readonly<Record<StartFailure['reason'], number>> = {
  settings: EXIT.settings,
  master_key: EXIT.settings,
  folder_in_use: EXIT.folderInUse,
  folder: EXIT.database,
  database: EXIT.database,
};

/** Converts an error of a command into an exit code and sentences, without secrets. */
export function explain(error: unknown): Failure {
  if (error instanceof Refusal) return { exitCode: EXIT.refused, code: error.code, lines: error.lines };
  if (error instanceof IdentityError) return refusedByTheCore(error);
  if (error instanceof FolderInUseError) return folderInUse(error);
  const notReady = whyNotReady(error);
  if (notReady) return { exitCode: EXIT_CODES[notReady.reason], code: notReady.reason, lines: notReady.lines };
  return isAboutUsage(error) ? wrongUsage(error) : unexpected(error);
}

function refusedByTheCore({ code, details }: IdentityError): Failure {
  const lines = details.fields?.map(({ message }) => `${message}.`) ?? [SENTENCES[code] ?? `Refused: ${code}.`];
  return { exitCode: EXIT.refused, code, lines };
}

/** The service's advice to use another folder is left out, because the command would then work on the wrong installation. */
function folderInUse({ folder, pid }: FolderInUseError): Failure {
  const who = pid === null ? 'another process' : `another process (pid ${pid})`;
  const sentence = `The embedded database in ${folder} is in use by ${who}, and it serves one process at a time: stop that one first (on a PostgreSQL server, DATABASE_URL, this command works beside the running service).`;
  return { exitCode: EXIT.folderInUse, code: 'folder_in_use', lines: [sentence] };
}

/** The error that commander throws instead of ending the process; `exitCode` 0 means that help was requested. */
interface UsageError extends Error {
  readonly code: string;
  readonly exitCode: number;
}

function isAboutUsage(error: unknown): error is UsageError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

/** Commander has printed the message already, beginning with `error: `. */
function wrongUsage({ exitCode, message }: UsageError): Failure {
  if (exitCode === 0) return { exitCode: EXIT.done, code: 'help', lines: [], told: true };
  const told = message.startsWith('error: ') ? message.slice('error: '.length) : 'a command is missing';
  return { exitCode: EXIT.usage, code: 'usage', lines: [told], told: true };
}

function unexpected(error: unknown): Failure {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT.unexpected, code: 'unexpected', lines: ['An unexpected error:', told] };
}
