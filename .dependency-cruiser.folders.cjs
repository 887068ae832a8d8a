/**
 * In every app and library, folders form no circle. Specs and fixtures are left out: they may look into any room.
 * `npm run boundaries` checks it beside .dependency-cruiser.cjs.
 */
const { options } = require('./.dependency-cruiser.cjs');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-folder-circles',
      comment: 'A folder that needs another one, which needs it in turn, cannot be understood, tested or moved alone.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    ...options,
    exclude: {
      path: [
        options.exclude.path,
        '^test/',
        '\\.(spec|fixture)\\.ts$',
        '^libs/identity/testing/',
        '^libs/database/testing/',
      ],
    },
  },
};
