import { readdirSync, readFileSync } from 'node:fs';

const MEGABYTE_KIB = 1024;

/** Resident megabytes of a process and all of its descendants, from /proc; `null` where there is none. */
export function residentMegabytes(pid) {
  try {
    return familyOf(pid).reduce((sum, member) => sum + residentKib(member), 0) / MEGABYTE_KIB;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
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
