// Loaded before the service (`node --require`). It measures how long the event loop is blocked, and prints it:
//   loop-probe turn=<ms> delay=<ms>   a turn of the loop that used more than 50 ms of processor time, when it ends
//   loop-probe {"turnMs":…,"delayMs":…}   the longest ones, when the process ends
// `turn` is CPU time of the main thread between two ticks, so a busy machine does not increase it. `delay` is the value of
// monitorEventLoopDelay.
const { readFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setInterval } = require('node:timers');

const TICK_MS = 5;
const LONG_TURN_MS = 50;
const NANOSECONDS = 1e6;

const readTime = () => Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / NANOSECONDS;

const delays = monitorEventLoopDelay({ resolution: TICK_MS });
let longestTurn = 0;
let longestDelay = 0;
let before = null;

const endTurn = () => {
  const now = readTime();
  const turn = before === null ? 0 : now - before;
  before = now;
  longestTurn = Math.max(longestTurn, turn);
  if (turn <= LONG_TURN_MS) return;
  console.error(`loop-probe turn=${Math.round(turn)} delay=${Math.round(delays.max / NANOSECONDS)}`);
};

// Measuring begins on request, because the start compiles and connects.
process.on('SIGUSR2', () => {
  longestDelay = 0;
  longestTurn = 0;
  before = readTime();
  delays.enable();
  delays.reset();
  setInterval(endTurn, TICK_MS).unref();
});

process.on('exit', () => {
  longestDelay = delays.max / NANOSECONDS - TICK_MS;
  console.error(`loop-probe ${JSON.stringify({ turnMs: longestTurn, delayMs: longestDelay })}`);
});
