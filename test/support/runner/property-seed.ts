import process from 'node:process';
import fc from 'fast-check';

// The seed is fixed, because a random failure says nothing about the change. PROPERTY_SEED and PROPERTY_RUNS override it.
fc.configureGlobal({
  seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_127),
  numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100),
});
