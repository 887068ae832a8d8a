import process from 'node:process';
import fc from 'fast-check';

// A run that fails by chance tells nothing about the change it judges. PROPERTY_SEED and PROPERTY_RUNS search elsewhere.
fc.configureGlobal({
  seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_127),
  numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100),
});
