import { InitialSchema1795303944305 } from './1795303944305-initial-schema';

/** Every migration, oldest first. */
export const MIGRATIONS = [InitialSchema1795303944305];
