import process from 'node:process';
import { prepare } from './prepare.mjs';

try {
  const { entry } = await prepare();
  await import(entry('write-openapi'));
} catch (error) {
  console.error(error.name === 'PreparationError' ? error.message : error);
  process.exit(1);
}
