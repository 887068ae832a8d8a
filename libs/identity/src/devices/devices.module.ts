import { Module } from '@nestjs/common';
import { Devices } from './devices.service';

/** Devices that can be notified. */
@Module({ providers: [Devices], exports: [Devices] })
export class DevicesModule {}
