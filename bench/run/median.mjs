/** The median; of an even number of values, the upper of the two middle ones. */
export function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/**
 * The median of the ratios of each round. Both figures of a round were measured under about the same load of the machine.
 * `null` if a round was too short for a single answer.
 */
export function medianRatio(values, others) {
  const ratio = median(values.map((value, round) => value / others[round]));
  return Number.isFinite(ratio) ? ratio : null;
}
