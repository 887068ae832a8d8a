export { createScratchDatabase, type ScratchDatabase, SERVER_URL } from '../../database/testing/scratch-database';
