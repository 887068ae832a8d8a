#!/usr/bin/env node
// `npx portero`: installs and builds when needed, then becomes the command. Runs before any package is installed, and on
// Node versions too old for it; hence no static imports and nothing newer than Node 14 in this file.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Portero needs Node 20.19 or newer. This is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  import('../../auth/bin/prepare.mjs')
    // Its messages go to standard error, because standard output belongs to the command.
    .then(({ prepare }) => prepare())
    .then(({ entry }) => import(entry('main', 'cli')))
    .catch((error) => {
      console.error(error.name === 'PreparationError' ? error.message : error);
      process.exit(1);
    });
}
