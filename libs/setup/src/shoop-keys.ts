import { duration, settingsTable } from '@portero/config';

/** Ten years. */
const LONGEST_LIFETIME = 315_360_000;

/** The settings of Shoop's keys, which the service and the command share. */
export const SHOOP_KEY_SETTINGS = settingsTable({
  SHOOP_KEY_LIFETIME: {
    kind: duration({ min: 60, max: LONGEST_LIFETIME }),
    default: '31536000',
    description: 'How long a key works. Using it does not prolong it.',
  },
});
