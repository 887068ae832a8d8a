import { Module } from '@nestjs/common';
import { ToyController } from './toy.controller';
import { ToyProfile } from './toy.profile';

@Module({ controllers: [ToyController], providers: [ToyProfile] })
export class ToyModule {}
