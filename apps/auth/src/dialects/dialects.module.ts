import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AnsweringDialects } from './answering-dialects';
import { BoundOwner } from './bound-owner.service';
import { UserCursor } from './user-cursor.service';

/** Turns the dialects that are switched on into routes. */
@Global()
@Module({})
export class DialectsModule {
  static with(answering: AnsweringDialects): DynamicModule {
    return {
      module: DialectsModule,
      imports: answering.dialects.map(({ module }) => module),
      providers: [{ provide: AnsweringDialects, useValue: answering }, BoundOwner, UserCursor],
      exports: [AnsweringDialects, BoundOwner, UserCursor],
    };
  }
}
