export { freePort } from '../../test/support/service/free-port.mjs';
