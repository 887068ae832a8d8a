import { ownerBinding, ownerBindingName } from './owner-binding';
import type { SettingsTable } from './settings-table';

/** The data of a wire that the settings need. */
export interface WireDeclaration {
  readonly name: string;
  /** `DIALECTS` selects dialects; other wires are always served. */
  readonly kind: 'dialect' | 'standard';
  /** The heading of its settings in the documents; its name unless given. */
  readonly title?: string;
  /** The wire's own settings, read together with all others. */
  readonly settings?: SettingsTable;
  /** Its requests name no owner: `<NAME>_OWNER` binds it to one. */
  readonly bindsOwner?: boolean;
}

/** Every setting of a wire: its own table, after the owner that it is bound to. */
export function tableOf({ name, bindsOwner = false, settings = {} }: WireDeclaration): SettingsTable {
  if (!bindsOwner) return settings;
  const line = {
    kind: ownerBinding,
    unset: 'the default owner that the first start creates',
    description:
      'The owner of its users, because its requests name none. A request whose Host is listed goes to that owner.',
  };
  return { [ownerBindingName(name)]: line, ...settings };
}
