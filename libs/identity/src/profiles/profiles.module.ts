import { Module } from '@nestjs/common';
import { Locations } from './locations.service';
import { UserProfiles } from './user-profiles.service';

/** What users tell of themselves, and the places they may be at. */
@Module({ providers: [Locations, UserProfiles], exports: [Locations, UserProfiles] })
export class ProfilesModule {}
