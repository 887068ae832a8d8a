import { Module } from '@nestjs/common';
import { Roles } from './roles.service';

/** The published roles. */
@Module({ providers: [Roles], exports: [Roles] })
export class RolesModule {}
