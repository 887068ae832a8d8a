/** Words to which people add a year and a sign, in English, Spanish and Indonesian, in lower case and without accents. */
const TEXT = `
spring summer autumn fall winter
primavera verano otono invierno
musim hujan kemarau panas dingin
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
januari februari maret mei juni juli agustus oktober desember
monday tuesday wednesday thursday friday saturday sunday
lunes martes miercoles jueves viernes sabado domingo
senin selasa rabu kamis jumat sabtu minggu
password passwort passw pass word contrasena clave secreto secreta secret sandi katasandi kata rahasia
welcome hello login letmein changeme change default admin administrator administrador root user usuario pengguna test prueba
temporal temp new nuevo nueva baru company empresa perusahaan office oficina kantor
hola bienvenido bienvenida bienvenidos inicio entrar selamat datang masuk halo
qwerty qwertz azerty asdf asdfgh zxcvbn qwertyuiop abc abcd abcdef
love iloveyou amor teamo tequiero cinta sayang bismillah merdeka indonesia argentina espana mexico colombia
football futbol sepakbola boca river messi maradona barcelona madrid
dragon monkey sunshine princess princesa master superman batman jesus dios tuhan
portero
`;

/** The words, the longest first, so that `march` goes before `mar`. */
export const OBVIOUS_WORDS: readonly string[] = TEXT.trim()
  .split(/\s+/u)
  .toSorted((a, b) => b.length - a.length);
