import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Runs `work` while no other process of this machine does so for the same folder, and waits if one does. The lock is a
 * listening socket, because the system frees it however its holder ends.
 */
export async function whileAlone(folder, tell, work) {
  const address = addressOf(folder);
  let told = false;
  for (;;) {
    const lock = await listen(address);
    if (lock !== null) return holding(lock, work);
    if (!told) tell('Waiting for another start of this checkout ...');
    told = true;
    await untilReleased(address);
  }
}

async function holding({ server, waiting }, work) {
  try {
    return await work();
  } finally {
    server.close();
    for (const socket of waiting) socket.destroy();
  }
}

// Linux has socket names outside the file system, which leave nothing behind.
function addressOf(folder) {
  const name = `portero-${process.getuid?.() ?? 0}-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address) {
  return new Promise((resolve, reject) => {
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => undefined).once('close', () => waiting.delete(socket));
    });
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(address, () => resolve({ server, waiting }));
  });
}

function untilReleased(address) {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('error', (error) => {
      const abandoned = error.code === 'ECONNREFUSED' && !address.startsWith('\0');
      if (abandoned) rmSync(address, { force: true });
    });
    // The pause prevents a tight loop while the holder is closing and does not answer any more.
    socket.once('close', () => setTimeout(resolve, 50));
    socket.resume();
  });
}
