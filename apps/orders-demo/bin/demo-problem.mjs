/** Something that the person at the keyboard can act on; its message says all there is to say. */
export class DemoProblem extends Error {
  name = 'DemoProblem';
}
