import { SERVER_URL } from '@libs/database/testing/scratch-database';

/** A mode of the contract. */
export type ContractMode = 'documented' | 'hardened';

/** Whether this run replays everything. The embedded database gets a sample: the rest does not depend on the database. */
export const REPLAYS_ALL = SERVER_URL !== null;

/** The modes in which examples are replayed here. */
export const CONTRACT_MODES: readonly ContractMode[] = REPLAYS_ALL ? ['documented', 'hardened'] : ['documented'];
