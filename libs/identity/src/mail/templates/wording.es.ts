import type { Wording } from './wording';

const UNASKED = 'Si no lo pediste, ignora este mensaje: no cambiará nada.';
const SECRET = 'Nadie de nuestra parte te pedirá nunca este código. No lo compartas.';

const greeting = (name: string | null) => (name === null ? 'Hola:' : `Hola, ${name}:`);
const codeNotes = (lifetime: string, ownerName: string) => [
  `Sirve una sola vez y vence en ${lifetime}.`,
  `Recibes este mensaje porque alguien, seguramente tú, pidió el código en ${ownerName}. ${UNASKED}`,
  SECRET,
];
const linkNotes = (lifetime: string, ownerName: string) => [
  `El enlace sirve una sola vez y vence en ${lifetime}.`,
  `Recibes este mensaje porque alguien, seguramente tú, lo pidió en ${ownerName}. ${UNASKED}`,
];

/** The mails in Spanish. */
export const SPANISH: Wording = {
  verification_code: ({ code, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Tu código de verificación para ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Este es el código para verificar tu correo electrónico en ${ownerName}:`,
    focus: { kind: 'code', code },
    details: [],
    notes: codeNotes(lifetime(expiresInMinutes), ownerName),
  }),
  verification_link: ({ link, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Confirma tu correo electrónico para ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Sigue este enlace para confirmar tu correo electrónico en ${ownerName}:`,
    focus: { kind: 'link', label: 'Confirmar correo electrónico', href: link },
    details: [],
    notes: linkNotes(lifetime(expiresInMinutes), ownerName),
  }),
  password_code: ({ code, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Código para cambiar tu contraseña en ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Este es el código para cambiar tu contraseña en ${ownerName}:`,
    focus: { kind: 'code', code },
    details: [],
    notes: codeNotes(lifetime(expiresInMinutes), ownerName),
  }),
  password_link: ({ link, accountName, ownerName, expiresInMinutes }, { to, lifetime }) => ({
    subject: `Elige una contraseña nueva para ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Sigue este enlace para elegir una contraseña nueva para tu cuenta en ${ownerName}:`,
    focus: { kind: 'link', label: 'Elegir contraseña nueva', href: link },
    details: [...(accountName === null ? [] : [['Nombre', accountName] as const]), ['Correo electrónico', to]],
    notes: linkNotes(lifetime(expiresInMinutes), ownerName),
  }),
  account_exists: ({ accountName, ownerName }) => ({
    subject: `Ya tienes una cuenta en ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Alguien, seguramente tú, quiso registrarse en ${ownerName} con este correo electrónico. Ya tienes una cuenta allí.`,
    focus: { kind: 'none' },
    details: [],
    notes: [
      'Inicia sesión con la contraseña que elegiste, o pide una nueva si la olvidaste.',
      'Si no fuiste tú, ignora este mensaje: no cambiará nada.',
    ],
  }),
  password_changed: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `Tu contraseña en ${ownerName} ha cambiado`,
    greeting: greeting(accountName),
    intro: `La contraseña de tu cuenta en ${ownerName} ha cambiado.`,
    focus: { kind: 'none' },
    details: [['Hora', moment(at)]],
    notes: [
      'Si fuiste tú, no tienes que hacer nada. Se cerró la sesión en todos los dispositivos.',
      'Si no fuiste tú, pide enseguida una contraseña nueva en la aplicación y revisa quién puede leer tu correo.',
    ],
  }),
  owner_password_changed: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `La contraseña del propietario ${ownerName} ha cambiado`,
    greeting: greeting(accountName),
    intro: `La contraseña con la que ${ownerName} administra su propia cuenta ha cambiado. Su secreto no.`,
    focus: { kind: 'none' },
    details: [['Hora', moment(at)]],
    notes: [
      'Si fuiste tú, no tienes que hacer nada.',
      'Si no fuiste tú, pide un código y elige una contraseña nueva; después crea un secreto nuevo que invalide el anterior de inmediato, y revisa quién puede leer este buzón.',
    ],
  }),
  new_network: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `Nuevo inicio de sesión en tu cuenta de ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Alguien, seguramente tú, inició sesión en tu cuenta de ${ownerName} desde una red que no habías usado antes.`,
    focus: { kind: 'none' },
    details: [['Hora', moment(at)]],
    notes: [
      'Si fuiste tú, no tienes que hacer nada.',
      'Si no fuiste tú, cambia tu contraseña: así se cierra la sesión en todos los dispositivos.',
    ],
  }),
};
