import { describe, expect, it } from 'vitest';
import { sharedService } from '../support/service/service';

describe('the migrations', () => {
  it('make exactly the tables that the entities describe', async () => {
    const { dataSource } = await sharedService();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('are all run when the service listens', async () => {
    const { dataSource } = await sharedService();
    expect(await dataSource.showMigrations()).toBe(false);
  });
});
