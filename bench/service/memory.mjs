import { readdirSync, readFileSync } from 'node:fs';

const MEGABYTE_KIB = 1024;
const TICKS_A_SECOND = 100;

/** Resident megabytes of a process and all of its descendants, from /proc; `null` on a system without /proc. */
export function residentMegabytes(pid) {
  try {
    return familyOf(pid).reduce((sum, member) => sum + residentKib(member), 0) / MEGABYTE_KIB;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** CPU seconds of a process and all of its live descendants; `null` on a system without /proc. */
export function processorSeconds(pid) {
  try {
    return familyOf(pid).reduce((sum, member) => sum + ticksOf(member), 0) / TICKS_A_SECOND;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** User and system time, fields 14 and 15 of proc_pid_stat(5). The process name before them may contain spaces. */
function ticksOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function familyOf(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => childrenOf(pid, task));
  return [pid, ...children.flatMap(familyOf)];
}

function childrenOf(pid, task) {
  return readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function residentKib(pid) {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
