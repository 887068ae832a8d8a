export { createScratchDatabase, type ScratchDatabase } from '../../database/testing/scratch-database';
