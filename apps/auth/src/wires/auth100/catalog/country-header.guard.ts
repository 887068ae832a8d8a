import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { Countries, invalidField } from '@portero/identity';
import type { FastifyRequest } from 'fastify';

/** A request whose `country-code` was read. */
interface CountryRequest extends FastifyRequest {
  countryCode?: string;
}

/** Reads the `country-code` header (ISO 3166-1 alpha-2) that every request of the document carries. */
@Injectable()
export class CountryHeaderGuard implements CanActivate {
  constructor(private readonly countries: Countries) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<CountryRequest>();
    const header = request.headers['country-code'];
    if (header === undefined) return true;
    const country = typeof header === 'string' ? this.countries.byAcronym(header.toUpperCase()) : null;
    if (country === null)
      throw invalidField('country-code', 'unknown_country', 'country-code must be an ISO 3166-1 alpha-2 code');
    request.countryCode = country.acronym;
    return true;
  }
}

/** The country of the request; `null` when it names none. */
export const CountryCode = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  return context.switchToHttp().getRequest<CountryRequest>().countryCode ?? null;
});
