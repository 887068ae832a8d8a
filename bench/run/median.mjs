/** The middle value; of an even number of values the upper one. */
export function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/**
 * The middle of the ratios of each round by itself: within a round, the machine was as busy for both.
 * `null` when a round was too short for a single answer.
 */
export function medianRatio(values, others) {
  const ratio = median(values.map((value, round) => value / others[round]));
  return Number.isFinite(ratio) ? ratio : null;
}
