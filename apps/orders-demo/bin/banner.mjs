import { ACCOUNTS } from './accounts.mjs';

/** The next steps. */
export function banner({ origin, url, portero, folder }) {
  const lines = [
    ['The demo', `${origin}/`],
    ['Portero', `${url}/`],
    ...ACCOUNTS.map(({ role, email, password }) => [role, `${email}  ${password}`]),
    ['Data', folder],
    ['Without it', `kill -STOP ${portero.pid}   and again with it: kill -CONT ${portero.pid}`],
  ];
  return `\n${lines.map(([name, value]) => `  ${name.padEnd(11)} ${value}`).join('\n')}\n\nCtrl-C ends both.\n`;
}
