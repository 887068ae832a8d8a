import { readFileSync, readlinkSync } from 'node:fs';

/** The owner of a lock, described so that a later process with the same number is not mistaken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, in the kernel's ticks; `null` where the system doesn't say. */
  readonly started: string | null;
  /** Which process table `pid` belongs to: one start of one kernel, and one container of it. `null` where the system doesn't say. */
  readonly table: string | null;
}

/** The identity of this process. */
export function identifyMyself(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid), table: processTable() };
}

/**
 * @returns `gone` or `alive` when this process can tell; `unknown` for a process of another container or of another start
 * of the machine, and on systems that don't say when a process began
 */
export function lookUp(owner: ProcessIdentity): 'gone' | 'alive' | 'unknown' {
  if (owner.table !== processTable()) return 'unknown';
  if (!isRunning(owner.pid)) return 'gone';
  if (owner.started === null) return 'unknown';
  return owner.started === startOf(owner.pid) ? 'alive' : 'gone';
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM';
  }
}

/** Field 22 of proc_pid_stat(5). The second field is the program's name and may itself hold blanks and parentheses. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function processTable(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}
