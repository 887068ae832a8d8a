// `npm start`: installs and builds when needed, then becomes the service. Runs before any package is installed, and on
// Node versions too old for it; hence no static imports and nothing newer than Node 14 in this file.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Portero needs Node 20.19 or newer. This is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else {
  endWithNpm();
  import('./prepare.mjs')
    .then(({ prepare }) => prepare())
    // In this process, so that signals reach the service itself, and the caller gets its exit code.
    .then(({ entry }) => import(entry('main')))
    .catch((error) => {
      console.error(error.name === 'PreparationError' ? error.message : error);
      process.exit(1);
    });
}

// npm passes a signal on to its shell, which ends without telling this process. This process would keep the port and the data.
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const npm = process.ppid;
  const watch = globalThis.setInterval(() => {
    if (process.ppid === npm) return;
    globalThis.clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
