import * as entities from './entities';

/** Every entity of the service, for the data source. */
export const ENTITIES = Object.values(entities);
