import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { createInterface } from 'node:readline';

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program to its end and captures its output: `{ code, output }`. */
export async function runQuietly(command, parameters, options) {
  const child = spawn(command, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const { code, problem } = await ended(child);
  return { code, output: `${Buffer.concat(chunks).toString('utf8')}${problem}`.trim() };
}

/** Runs a program to its end on this process's own output: `{ code, problem }`. */
export function runAloud(command, parameters, options) {
  return ended(spawn(command, parameters, { ...options, stdio: ['ignore', 'inherit', 'inherit'] }));
}

/** Like `runAloud`, for programs that run in parallel: their output is forwarded in whole lines. */
export function runByLine(command, parameters, options) {
  const child = spawn(command, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])
    createInterface(from).on('line', (line) => to.write(`${line}\n`));
  return ended(child);
}

// If a signal ends this process, the program must end too.
function ended(child) {
  return new Promise((resolve) => {
    let received = null;
    const passOn = (signal) => {
      received = signal;
      child.kill(signal);
    };
    for (const signal of ENDING) process.on(signal, passOn);
    const finish = (code, problem = '') => {
      for (const signal of ENDING) process.removeListener(signal, passOn);
      if (received === null) resolve({ code, problem });
      else process.kill(process.pid, received);
    };
    child.once('error', (error) => finish(127, error.message));
    child.once('close', (code, signal) => finish(code ?? 128 + constants.signals[signal]));
  });
}
