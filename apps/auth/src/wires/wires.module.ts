import { type DynamicModule, Global, Module } from '@nestjs/common';
import { BoundOwner } from '../http/owners/bound-owner.service';
import { PageCursors } from '../http/paging/page-cursor.service';
import { Wires } from '../http/wires';
import type { WireDefinition } from './wire-definition';

/** Turns the wires that are switched on into routes. */
@Global()
@Module({})
export class WiresModule {
  static with(wires: Wires<WireDefinition>): DynamicModule {
    return {
      module: WiresModule,
      imports: wires.all.map(({ module }) => module),
      providers: [{ provide: Wires, useValue: wires }, BoundOwner, PageCursors],
      exports: [Wires, BoundOwner, PageCursors],
    };
  }
}
