import { Injectable } from '@nestjs/common';
import { Client, type Owner } from '@portero/database';
import { DataSource } from 'typeorm';

/** Finds the clients of owners. */
@Injectable()
export class FindClients {
  constructor(private readonly dataSource: DataSource) {}

  /** All clients of an owner, the oldest first. */
  async of(owner: Owner): Promise<readonly Client[]> {
    const order = { createdAt: 'ASC', id: 'ASC' } as const;
    return this.dataSource.getRepository(Client).find({ where: { ownerId: owner.id }, order });
  }
}
