/** The signals that end the service. */
export const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const exit = (): void => process.exit(1);

/**
 * Until {@link endEarlySignals}, both signals end the process at once. Without a handler the kernel ignores them for process 1,
 * which is what the service is in a container. A migration under way is rolled back. `main.ts` loads this file first,
 * because loading the others takes seconds on a slow machine.
 */
for (const signal of SIGNALS) process.on(signal, exit);

/** Leaves the signals to handlers that end the process in order. */
export function endEarlySignals(): void {
  for (const signal of SIGNALS) process.off(signal, exit);
}
