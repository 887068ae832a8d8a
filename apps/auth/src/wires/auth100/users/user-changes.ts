import { invalidField, type UserChanges } from '@portero/identity';
import type { UpdateUserDto } from './users.dto';

/** Reads the body of "Update user": absent keys stay out, `null` clears what may be empty. */
export function readUserChanges({ active, rol, username, name, surname, phone }: UpdateUserDto): UserChanges {
  if (active === null) throw invalidField('active', 'not_a_boolean', 'active must be true or false');
  if (rol === null) throw invalidField('rol', 'not_an_integer', 'rol must be a whole number');
  return {
    ...(active !== undefined && { active }),
    ...(rol !== undefined && { roleId: rol }),
    ...(username !== undefined && { username }),
    ...(name !== undefined && { name }),
    ...(surname !== undefined && { surname }),
    ...(phone !== undefined && { phone }),
  };
}
