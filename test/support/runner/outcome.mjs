/** The outcome of a check or a test run. `failures` are titles with details. */
export function success(title) {
  return { title, passed: 1, failed: 0, skipped: 0, failures: [] };
}

export function failure(title, detail) {
  return { title, passed: 0, failed: 1, skipped: 0, failures: [{ title, detail }] };
}

export function addUp(outcomes) {
  const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failures: outcomes.flatMap(({ title, failures }) => failures.map((each) => ({ ...each, origin: title }))),
  };
}

/** The end of the report: every failure again, then the one line for machines. */
export function describe({ passed, failed, skipped, failures }) {
  const lines = failures.map(({ origin, title, detail }) => {
    const name = origin === title ? title : `${origin} > ${title}`;
    return `FAILED ${name}\n${indent(detail)}`;
  });
  const skips = skipped > 0 ? `, ${skipped} skipped` : '';
  return ['', ...lines, `${passed} passed, ${failed} failed${skips}`].join('\n');
}

function indent(text) {
  return text.trimEnd().replaceAll(/^/gm, '  ');
}
