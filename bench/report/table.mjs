const BAR_WIDTH = 20;
/** Units of which more is better; their rows get a bar. Of milliseconds and megabytes, less is better. */
const RATE = 'requests/s';

/** The rows as a Markdown table. A bar shows Portero's figure as a share of the limit. */
export function tableOf({ machine, node, commit, at, options, rows }) {
  const { cpu, cores, memoryGb, system, load } = machine;
  const lines = [
    `${at}, commit ${commit}, Node ${node}, ${cores} × ${cpu}, ${memoryGb} GB, ${system}; load average before the run ${load}.`,
    `Medians of ${options.rounds} interleaved rounds of ${options.seconds} s; ratios are medians of the ratios of each round.`,
    '',
    '| row | unit | Portero | of the limit | limit | peer | × peer | CPU ms | p50 ms | p99 ms | statements | round trips |',
    '| --- | --- | ---: | :--- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(line),
  ];
  const others = rows.flatMap(otherPeers);
  return [
    ...lines,
    ...(others.length > 0
      ? [
          '',
          '| row | compared with | its figure | Portero × | CPU ms |',
          '| --- | --- | ---: | ---: | ---: |',
          ...others,
        ]
      : []),
  ].join('\n');
}

function line(row) {
  const { name, title, unit, portero, peer, limit, ratioPeer, ratioLimit, cpuMs, statements, roundTrips } = row;
  const share = unit === RATE ? bar(ratioLimit) : ratio(ratioLimit);
  const own = [`${title} \`${name}\``, unit, figure(portero), share, figure(limit), figure(peer), ratio(ratioPeer)];
  const costs = [processorTime(cpuMs), figure(row.p50), figure(row.p99), count(statements), count(roundTrips)];
  return `| ${[...own, ...costs].join(' | ')} |`;
}

/** Portero's figure, then a slash and the figure of the bare design. */
function processorTime({ portero, limit }) {
  if (portero === null) return '';
  return limit === undefined || limit === null ? portero.toFixed(2) : `${portero.toFixed(2)} / ${limit.toFixed(2)}`;
}

function otherPeers({ name, peers, cpuMs }) {
  return Object.entries(peers).map(([peer, { value, ratio: times }]) => {
    const cpu = cpuMs[peer] ? cpuMs[peer].toFixed(2) : '';
    return `| \`${name}\` | ${peer} | ${figure(value)} | ${ratio(times)} | ${cpu} |`;
  });
}

function bar(share) {
  if (share === null) return '';
  const filled = Math.max(0, Math.min(BAR_WIDTH, Math.round(share * BAR_WIDTH)));
  return `\`${'█'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}\` ${share.toFixed(2)}`;
}

function figure(value) {
  if (value === null) return '';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}

function ratio(value) {
  return value === null ? '' : value.toFixed(2);
}

function count(value) {
  return value === null ? '' : String(value);
}
