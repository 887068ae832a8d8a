import { atOrBelow } from '@auth/http/wire';
import type { WireDefinition } from '@auth/wires/wire-definition';
import { presentToyFailure } from './toy.errors';
import { ToyModule } from './toy.module';
import { TOY, ToyProfile } from './toy.profile';

/** A minimal sixth dialect, with plain texts instead of structures. It shows the required parts of a folder. */
export const toy: WireDefinition = {
  name: TOY,
  kind: 'dialect',
  title: 'Toy',
  description: 'A dialect that lives in the tests.',
  answers: atOrBelow('/toy'),
  securitySchemes: { toyPass: { type: 'http', scheme: 'bearer', description: 'A pass from `/toy/enter`.' } },
  tokens: ToyProfile,
  module: ToyModule,
  presentFailure: presentToyFailure,
};
