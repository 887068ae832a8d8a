import { Controller, Get } from '@nestjs/common';
import { type Identity, Locations, UserProfiles } from '@portero/identity';
import { CurrentIdentity, Public } from '../../http/access/access.decorators';
import { NeedsOpaqueKey } from '../../http/access/bearer/opaque-key.guard';
import { NeedsNoContext } from '../../http/requests/request-origin';
import type { ShoopLocationsDto, ShoopProfileDto } from './shoop.dto';
import { ShoopOperation } from './shoop.openapi';
import { presentLocations, presentProfile } from './shoop.presenter';
import { ShoopProfile } from './shoop.profile';

/** The read operations: the list of locations, and the user of a key. */
@Controller('api/v2')
export class ShoopLookupController {
  constructor(
    private readonly locations: Locations,
    private readonly profiles: UserProfiles,
  ) {}

  /** Public, because it is needed for registration, before there is a key. */
  @Get('location')
  @NeedsNoContext()
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
