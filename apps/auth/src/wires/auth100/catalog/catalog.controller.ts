import { Controller, Get, UseGuards } from '@nestjs/common';
import { Countries, Roles } from '@portero/identity';
import { Public } from '@auth/http/access/access.decorators';
import { NeedsNoContext } from '@auth/http/requests/request-origin';
import { Auth100Operation } from '../auth100.openapi';
import { presentCountry, presentRole, type Result, result } from '../auth100.presenter';
import type { CountryDto, RoleDto } from './catalog.dto';
import { CountryHeaderGuard } from './country-header.guard';

/** The roles and countries that requests may use. */
@Controller()
@UseGuards(CountryHeaderGuard)
export class CatalogController {
  constructor(
    private readonly roles: Roles,
    private readonly countries: Countries,
  ) {}

  @Get('roles')
  @NeedsNoContext()
  @Public()
  @Auth100Operation('listRoles')
  async listRoles(): Promise<Result<RoleDto[]>> {
    return result((await this.roles.all()).map(presentRole));
  }

  @Get('countries')
  @NeedsNoContext()
  @Public()
  @Auth100Operation('listCountries')
  listCountries(): Result<CountryDto[]> {
    return result(this.countries.all().map(presentCountry));
  }
}
