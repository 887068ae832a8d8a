import process from 'node:process';
import { prepare } from './prepare.mjs';

try {
  await prepare();
} catch (error) {
  console.error(error.name === 'PreparationError' ? error.message : error);
  process.exitCode = 1;
}
