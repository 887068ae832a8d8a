import type { PageWording } from './page-wording';

/** The pages in Spanish. */
export const SPANISH: PageWording = {
  password: {
    title: 'Elige una contraseña nueva',
    intro: (owner) => `Para tu cuenta en ${owner}.`,
    email: 'Correo electrónico',
    password: 'Contraseña nueva',
    repeat: 'Repite la contraseña nueva',
    rules: ({ minLength, maxLength }) =>
      `De ${minLength} a ${maxLength} caracteres. Unas pocas palabras sin relación entre sí son fáciles de recordar y difíciles de adivinar.`,
    submit: 'Guardar contraseña',
    consequence: 'Se cerrará tu sesión en todos los dispositivos y volverás a entrar con la contraseña nueva.',
    problems: {
      missing: () => 'Completa los dos campos.',
      mismatch: () => 'Las dos contraseñas no son iguales.',
      too_short: ({ minLength }) => `La contraseña es demasiado corta: necesita al menos ${minLength} caracteres.`,
      too_long: ({ maxLength }) => `La contraseña es demasiado larga: puede tener como máximo ${maxLength} caracteres.`,
      too_common: () => 'Mucha gente usa esta contraseña. Elige otra.',
      too_obvious: () =>
        'Es fácil de adivinar para quien te conoce: elige una contraseña sin tu nombre, tu correo, una estación ni un año.',
    },
    done: (owner) => ({
      title: 'Tu contraseña ha cambiado',
      lines: [
        `Ya puedes iniciar sesión en ${owner} con la contraseña nueva.`,
        'Se ha cerrado tu sesión en todos los dispositivos.',
      ],
    }),
  },
  email: {
    title: 'Confirma tu correo electrónico',
    question: (email, owner) => `¿Es ${email} tu correo electrónico en ${owner}?`,
    password: 'La contraseña de la cuenta',
    submit: 'Sí, confirmar',
    wrong: 'Esa no es la contraseña de la cuenta.',
    unknown: {
      title: '¿No sabes la contraseña?',
      consequence:
        'Puede que otra persona haya registrado tu dirección. Elige una contraseña nueva: se cerrarán todas las sesiones y se quitarán las otras formas de entrar.',
      submit: 'Guardar contraseña y confirmar',
    },
    unasked: 'Si no lo es, cierra esta página: no cambiará nada.',
    done: (email, owner) => ({
      title: 'Correo electrónico confirmado',
      lines: [`Gracias. ${email} está confirmado para tu cuenta en ${owner}.`],
    }),
    takenOver: (email, owner) => ({
      title: 'La cuenta es tuya',
      lines: [
        `${email} está confirmado y ya puedes iniciar sesión en ${owner} con la contraseña nueva.`,
        'Se han cerrado todas las demás sesiones.',
      ],
    }),
  },
  entry: {
    title: 'Continúa con el enlace de tu mensaje',
    intro: 'Si esta página no continúa por sí sola, copia el enlace completo del mensaje y pégalo aquí.',
    label: 'Enlace del mensaje',
    submit: 'Continuar',
    missing: 'Pega el enlace del mensaje.',
  },
  deadLink: {
    title: 'Este enlace ya no sirve',
    lines: [
      'Ya se usó, venció, o se envió otro más nuevo.',
      'Sigue el enlace del mensaje más reciente, o pide otro en la aplicación.',
    ],
  },
  disabled: {
    title: 'Esta cuenta está desactivada',
    lines: ['No se cambió nada. Consulta por tu cuenta a quien está a cargo de la tienda o aplicación.'],
  },
  busy: {
    title: 'Inténtalo de nuevo en un momento',
    lines: ['Ahora mismo no podemos hacerlo. Tu enlace sigue sirviendo.'],
  },
};
