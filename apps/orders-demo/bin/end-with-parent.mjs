// Loaded into a program before its own code.
import process from 'node:process';

// A program that only listens to its parent must not be kept alive by that.
process.channel?.unref();
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
