import { Module } from '@nestjs/common';
import { Locations } from './locations.service';
import { UserProfiles } from './user-profiles.service';

/** The profiles of users, and the possible locations. */
@Module({ providers: [Locations, UserProfiles], exports: [Locations, UserProfiles] })
export class ProfilesModule {}
