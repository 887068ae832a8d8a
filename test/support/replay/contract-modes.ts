import { SERVER_URL } from '@libs/database/testing/scratch-database';

/** A mode of the contract. */
export type ContractMode = 'documented' | 'hardened';

/** Whether this run replays everything. On the embedded database a sample is enough; the rest does not depend on it. */
export const REPLAYS_ALL = SERVER_URL !== null;

/** The modes in which examples are replayed here. */
export const CONTRACT_MODES: readonly ContractMode[] = REPLAYS_ALL ? ['documented', 'hardened'] : ['documented'];
