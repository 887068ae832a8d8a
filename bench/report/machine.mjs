import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

const GIGABYTE = 1_073_741_824;

/** The machine on which the figures depend. `load` is the load average before the run; above 0.5, other work affects them. */
export function describeMachine() {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / GIGABYTE),
    system: systemName(),
    load: Number(loadavg()[0].toFixed(2)),
  };
}

function systemName() {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))[1];
  } catch {
    return `${platform()} ${release()}`;
  }
}
