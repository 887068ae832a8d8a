import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { BeginDeviceSession } from './begin-device-session.service';
import { Devices } from './devices.service';

/** Devices that can be notified. */
@Module({ imports: [AuthModule], providers: [BeginDeviceSession, Devices], exports: [BeginDeviceSession, Devices] })
export class DevicesModule {}
