// The bare hasher: verifies one password again and again, `connections` at once, with no HTTP and no database.
import process from 'node:process';

process.once('message', ({ library, hash, password, connections, seconds }) => {
  verifierOf(library)
    .then((verify) => run(verify, { hash, password, connections, seconds }))
    .then(
      (value) => process.send({ value }, () => process.exit(0)),
      (error) => process.send({ error: error.message }, () => process.exit(1)),
    );
});
process.once('disconnect', () => process.exit(1));

async function verifierOf(library) {
  const { default: module, verify } = await import(library);
  return verify ?? module.verify;
}

async function run(verify, { hash, password, connections, seconds }) {
  const began = performance.now();
  const end = began + seconds * 1000;
  let done = 0;
  const lane = async () => {
    while (performance.now() < end) {
      if (!(await verify(hash, password))) throw new Error('A correct password was refused.');
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return (done * 1000) / (performance.now() - began);
}
