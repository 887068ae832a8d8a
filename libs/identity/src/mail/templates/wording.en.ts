import type { Wording } from './wording';

const UNASKED = 'If you did not ask for this, ignore this message: nothing will change.';
const SECRET = 'Nobody from our side will ever ask you for this code. Do not pass it on.';

const greeting = (name: string | null) => (name === null ? 'Hello,' : `Hello ${name},`);
const codeNotes = (lifetime: string, ownerName: string) => [
  `It works once and expires in ${lifetime}.`,
  `You get this message because someone, most likely you, asked for the code at ${ownerName}. ${UNASKED}`,
  SECRET,
];
const linkNotes = (lifetime: string, ownerName: string) => [
  `The link works once and expires in ${lifetime}.`,
  `You get this message because someone, most likely you, asked for it at ${ownerName}. ${UNASKED}`,
];

/** The mails in English. */
export const ENGLISH: Wording = {
  verification_code: ({ code, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Your verification code for ${ownerName}`,
    greeting: greeting(accountName),
    intro: `This is the code to verify your e-mail address at ${ownerName}:`,
    focus: { kind: 'code', code },
    details: [],
    notes: codeNotes(lifetime(expiresInMinutes), ownerName),
  }),
  verification_link: ({ link, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Confirm your e-mail address for ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Follow this link to confirm your e-mail address at ${ownerName}:`,
    focus: { kind: 'link', label: 'Confirm e-mail address', href: link },
    details: [],
    notes: linkNotes(lifetime(expiresInMinutes), ownerName),
  }),
  password_code: ({ code, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Code to change your password at ${ownerName}`,
    greeting: greeting(accountName),
    intro: `This is the code to change your password at ${ownerName}:`,
    focus: { kind: 'code', code },
    details: [],
    notes: codeNotes(lifetime(expiresInMinutes), ownerName),
  }),
  password_link: ({ link, accountName, ownerName, expiresInMinutes }, { to, lifetime }) => ({
    subject: `Set a new password for ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Follow this link to set a new password for your account at ${ownerName}:`,
    focus: { kind: 'link', label: 'Set a new password', href: link },
    details: [...(accountName === null ? [] : [['Name', accountName] as const]), ['E-mail', to]],
    notes: linkNotes(lifetime(expiresInMinutes), ownerName),
  }),
  account_exists: ({ accountName, ownerName }) => ({
    subject: `You already have an account at ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Someone, most likely you, tried to register with this e-mail address at ${ownerName}. You already have an account there.`,
    focus: { kind: 'none' },
    details: [],
    notes: ['Sign in with the password you chose, or ask for a new one if you have forgotten it.', UNASKED],
  }),
  password_changed: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `Your password at ${ownerName} was changed`,
    greeting: greeting(accountName),
    intro: `The password of your account at ${ownerName} was changed.`,
    focus: { kind: 'none' },
    details: [['Time', moment(at)]],
    notes: [
      'If it was you, there is nothing to do. All devices were signed out.',
      'If it was not you, set a new password at once with “forgot password” in the app, and check who can read your mailbox.',
    ],
  }),
  owner_password_changed: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `The password of the owner ${ownerName} was changed`,
    greeting: greeting(accountName),
    intro: `The password with which ${ownerName} manages its own account was changed. Its secret was not.`,
    focus: { kind: 'none' },
    details: [['Time', moment(at)]],
    notes: [
      'If it was you, there is nothing to do.',
      'If it was not you, set a new password with a mailed code, then a new secret that ends the old one at once, and check who can read this mailbox.',
    ],
  }),
  new_network: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `A new sign-in to your account at ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Someone, most likely you, signed in to your account at ${ownerName} from a network that you have not used before.`,
    focus: { kind: 'none' },
    details: [['Time', moment(at)]],
    notes: [
      'If it was you, there is nothing to do.',
      'If it was not you, change your password: that signs out every device.',
    ],
  }),
};
