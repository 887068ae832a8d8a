import type { Location } from '@portero/database';
import type { IssuedTokens, TokenHolder, UserDetails } from '@portero/identity';
import type { ShoopKeyDto, ShoopLocationsDto, ShoopMessageDto, ShoopProfileDto } from './shoop.dto';

/** The key of a session that began. */
export function presentKey({ access }: IssuedTokens): ShoopKeyDto {
  return { status: 1, key: access };
}

/** The printed sentence, whether a mail was sent or the account is unknown. */
export function presentPasswordLinkSent(): ShoopMessageDto {
  return { status: 1, message: 'Profile detail and reset password has been sent to your email.' };
}

/** A session that has ended. */
export function presentLoggedOut(): ShoopMessageDto {
  return { status: 1, message: 'Your key has been ended.' };
}

/** The list that `id_location` is from. */
export function presentLocations(locations: readonly Location[]): ShoopLocationsDto {
  return { status: 1, locations: locations.map(({ id, name, province }) => ({ id, name, province })) };
}

/** The user that a key belongs to. */
export function presentProfile(user: TokenHolder, details: UserDetails): ShoopProfileDto {
  const { locationId, longitude, latitude, avatar } = details;
  return {
    status: 1,
    user: {
      id: user.id,
      email: user.email,
      email_verified: user.verifiedAt !== null,
      name: user.name,
      phone: user.phone,
      id_location: locationId,
      longitude,
      latitude,
      avatar,
    },
  };
}
