/** An error that the user can fix; its message contains everything they need. */
export class DemoProblem extends Error {
  name = 'DemoProblem';
}
