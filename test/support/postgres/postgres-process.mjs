import { spawn } from 'node:child_process';

// The process handling of postgres-server.mjs.

const READY = /database system is ready to accept (?:read-only )?connections/u;
export const START_TIMEOUT_MS = 30_000;

export function serverArguments(durable, settings) {
  const loopbackOnly = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  // synchronous_commit stays on, because committed data must survive kill().
  const fast = { fsync: 'off', full_page_writes: 'off' };
  const chosen = {
    ...loopbackOnly,
    max_connections: '200',
    shared_buffers: '64MB',
    log_checkpoints: 'off',
    ...(durable ? {} : fast),
    ...settings,
  };
  return Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

export function untilReady(child) {
  return new Promise((resolve) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve(`${output.trim()}\nnot ready within ${START_TIMEOUT_MS / 1000} s`);
    }, START_TIMEOUT_MS);
    const settle = (result) => {
      clearTimeout(timer);
      resolve(result);
    };
    child.once('error', (error) => settle(error.message));
    child.once('close', () => settle(output.trim() || 'it ended without output'));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-16_384);
      if (READY.test(output)) settle(null);
    });
  });
}

// A test run that is killed cannot clean up. This shell notices that its input closes, ends the server and deletes its data.
export function buryWithParent(pid, folder) {
  const script = 'read _; kill -QUIT "$1" 2>/dev/null; sleep 1; rm -rf "$2"';
  const undertaker = spawn('sh', ['-c', script, 'sh', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  undertaker.on('error', () => undefined);
  undertaker.stdin.on('error', () => undefined);
  undertaker.unref();
  undertaker.stdin.unref?.();
  return undertaker;
}

export async function textOf(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}
