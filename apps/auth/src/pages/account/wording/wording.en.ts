import type { PageWording } from './page-wording';

/** The pages in English. */
export const ENGLISH: PageWording = {
  password: {
    title: 'Set a new password',
    intro: (owner) => `For your account at ${owner}.`,
    email: 'E-mail',
    password: 'New password',
    repeat: 'Repeat the new password',
    rules: ({ minLength, maxLength }) =>
      `${minLength} to ${maxLength} characters. A few unrelated words are easy to remember and hard to guess.`,
    submit: 'Save password',
    consequence: 'You will be signed out everywhere, and sign in again with the new password.',
    problems: {
      missing: () => 'Fill in both fields.',
      mismatch: () => 'The two passwords are not the same.',
      too_short: ({ minLength }) => `The password is too short: it needs at least ${minLength} characters.`,
      too_long: ({ maxLength }) => `The password is too long: it may have at most ${maxLength} characters.`,
      too_common: () => 'Many people use this password. Choose another one.',
      too_obvious: () =>
        'It is easy to guess for people who know you. Choose a password without your name, your address, a season or a year.',
    },
    done: (owner) => ({
      title: 'Your password is changed',
      lines: [`You can now sign in to ${owner} with the new password.`, 'You have been signed out everywhere.'],
    }),
  },
  email: {
    title: 'Confirm your e-mail address',
    question: (email, owner) => `Is ${email} your e-mail address at ${owner}?`,
    password: 'The password of the account',
    submit: 'Yes, confirm it',
    wrong: 'This is not the password of the account.',
    unknown: {
      title: 'You do not know the password?',
      consequence:
        'Somebody else may have registered your address. Set a new password: everybody is signed out, and other ways to sign in are removed.',
      submit: 'Set password and confirm',
    },
    unasked: 'If it is not, close this page: nothing will change.',
    done: (email, owner) => ({
      title: 'E-mail address confirmed',
      lines: [`Thank you. ${email} is confirmed for your account at ${owner}.`],
    }),
    takenOver: (email, owner) => ({
      title: 'The account is yours',
      lines: [
        `${email} is confirmed, and you can sign in to ${owner} with the new password.`,
        'Everybody else has been signed out.',
      ],
    }),
  },
  entry: {
    title: 'Continue with the link from your message',
    intro: 'If this page does not continue by itself, copy the whole link from the message and paste it here.',
    label: 'Link from the message',
    submit: 'Continue',
    missing: 'Paste the link from the message.',
  },
  deadLink: {
    title: 'This link no longer works',
    lines: [
      'It was used already, it has expired, or a newer one was sent.',
      'Follow the link in the newest message, or ask for another one in the app.',
    ],
  },
  disabled: {
    title: 'This account is disabled',
    lines: ['Nothing was changed. Ask whoever runs the shop or app about your account.'],
  },
  busy: {
    title: 'Please try again in a moment',
    lines: ['We cannot do this right now. Your link still works.'],
  },
};
