import { describe, expect, it } from 'vitest';
import { isObvious, NO_CONTEXT } from './obvious-passwords';

const ANA = { words: ['ana.garcia@example.com', 'la_anita', 'Ana María', 'García', 'Tienda del Sol'] };

describe('a password', () => {
  it.each([
    ...['        ', 'aaaaaaaaaa', 'a a a a a ', '!!!!!!!!!', '\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000'],
    ...[
      'Summer2026!',
      'summer2026',
      '2026Summer',
      'SUMMER-2026',
      'Spring25!!',
      'Winter#2025',
      'March2026!',
      'Monday123!',
    ],
    ...['Verano2026!', 'Otoño2026.', 'Diciembre25', 'Miércoles1!', 'Contraseña1', 'Bienvenido2026', 'Hola12345'],
    ...['Kemarau2026', 'Agustus2026!', 'Rahasia123', 'KataSandi1!', 'Selamat2026', 'Sayang12345'],
    ...['P@ssw0rd1!', 'Passw0rd2026', 'W3lcome2026!', '\uff33ummer2026!', 'Portero2026!', 'porteroportero'],
  ])('is obvious: %j', (password) => {
    expect(isObvious(password, NO_CONTEXT)).toBe(true);
  });

  it.each([
    ...['ana.garcia@example.com', 'ANA.GARCIA@example.com', 'ana.garcia', 'AnaGarcia1990!', 'la_anita1', 'laanita2026'],
    ...['García1234', 'garciagarcia', 'TiendaDelSol1', 'tienda2026!', 'Ana María 1', 'anagarcia@example.com1'],
  ])('is obvious if it contains data of the account: %j', (password) => {
    expect(isObvious(password, ANA)).toBe(true);
    if (!/tienda/iu.test(password)) return;
    expect(isObvious(password, NO_CONTEXT)).toBe(false);
  });

  it.each([
    ...[
      'correct-horse-battery',
      'otro-rio-muy-largo',
      'rahasia besar sekali',
      'verano invierno tigre',
      'newPassword123',
      'kX9#mQ2$vL7p',
    ],
    ...['the summer of our discontent', 'summer winter monday tuesday 1', 'una clave larga y nueva', 'xkcd-936-comic'],
  ])('is not: %j', (password) => {
    expect(isObvious(password, ANA)).toBe(false);
  });
});
