import { Controller, Get } from '@nestjs/common';
import { type Identity, Locations, UserProfiles } from '@portero/identity';
import { CurrentIdentity, Public } from '../../http/access/access.decorators';
import { NeedsOpaqueKey } from '../../http/access/opaque-key.guard';
import type { ShoopLocationsDto, ShoopProfileDto } from './shoop.dto';
import { ShoopOperation } from './shoop.openapi';
import { presentLocations, presentProfile } from './shoop.presenter';
import { ShoopProfile } from './shoop.profile';

/** What can be read: the list that the document refers to, and whose a key is. */
@Controller('api/v2')
export class ShoopLookupController {
  constructor(
    private readonly locations: Locations,
    private readonly profiles: UserProfiles,
  ) {}

  /** Public: who registers needs it, and has no key yet. */
  @Get('location')
  @Public()
  @ShoopOperation('locations')
  async listLocations(): Promise<ShoopLocationsDto> {
    return presentLocations(await this.locations.all());
  }

  @Get('user/me')
  @NeedsOpaqueKey(ShoopProfile)
  @ShoopOperation('profile')
  async showProfile(@CurrentIdentity() { subject }: Identity): Promise<ShoopProfileDto> {
    return presentProfile(subject, await this.profiles.of(subject));
  }
}
