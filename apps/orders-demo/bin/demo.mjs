// `npm run demo`: installs and builds when needed, then starts Portero and a service behind it. Runs before any package is
// installed, and on Node versions too old for it; hence no static imports and nothing newer than Node 14 in this file.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Portero needs Node 20.19 or newer. This is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  import('./run-demo.mjs')
    .then(({ runDemo }) => runDemo())
    .catch((error) => {
      const isExpected = ['PreparationError', 'DemoProblem'].includes(error.name);
      console.error(isExpected ? error.message : error);
      process.exit(1);
    });
}
