/**
 * Do the intervals of the engagement measures cover the truth as often as they say? `npm run bench:engagement`
 *
 * Shares: exact, by summing the binomial over all outcomes, for shares drawn evenly and for extreme ones. Medians and means: simulated, on samples
 * of skewed distributions whose median or mean is known. Everything is seeded: two runs print the same. It takes some minutes, nearly all of them for the means.
 */
import { meanInterval, medianInterval, randomOf, wilson } from '../dist/modules/engagement/measures/interval.js';
import { LEAST } from '../dist/modules/engagement/measures/measure.js';

const SAMPLES = 4_000;
const random = randomOf(2008);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const geometric = (stop) => () => Math.floor(Math.log(1 - random()) / Math.log(1 - stop));

print('\nWilson, exact coverage in percent', ['n', 'mean over shares 0.01–0.99', 'lowest', 'share', 'at 0.01', 'at 0.05', 'at 0.5']);
for (const n of [LEAST.share, 20, 30, 50, 100, 300, 1000]) {
  const shares = Array.from({ length: 981 }, (_, index) => 0.01 + index * 0.001);
  const covers = shares.map((share) => coverOf(n, share));
  const lowest = covers.indexOf(Math.min(...covers));
  row([n, mean(covers), covers[lowest], `(${shares[lowest].toFixed(3)})`, coverOf(n, 0.01), coverOf(n, 0.05), coverOf(n, 0.5)]);
}

const TIMES = {
  'log-normal, sigma 1': [() => Math.exp(normal()), 1],
  'log-normal, sigma 2': [() => Math.exp(2 * normal()), 1],
  exponential: [() => -Math.log(1 - random()), Math.LN2],
};
print('\nMedian by order statistics, coverage in percent', ['n', ...Object.keys(TIMES)]);
for (const n of [LEAST.median, 15, 20, 30, 50, 100, 300])
  row([n, ...Object.values(TIMES).map(([draw, truth]) => simulate(n, draw, truth, medianInterval))]);

const DEPTHS = {
  'geometric, mean 0.5': [geometric(2 / 3), 0.5],
  'geometric, mean 1': [geometric(0.5), 1],
  'geometric, mean 3': [geometric(0.25), 3],
};
print('\nMean by the studentised bootstrap, coverage in percent', ['n', ...Object.keys(DEPTHS)]);
for (const n of [LEAST.mean, 50, 100]) row([n, ...Object.values(DEPTHS).map(([draw, truth]) => simulate(n, draw, truth, meanInterval))]);

function simulate(n, draw, truth, intervalOf) {
  let covered = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const { low, high } = intervalOf(Array.from({ length: n }, draw)) ?? { low: 0, high: 0 };
    if (low <= truth && truth <= high) covered++;
  }
  return covered / SAMPLES;
}

/** The chance that an interval from n trials holds the share that made them. */
function coverOf(n, share) {
  let [cover, logs] = [0, 0];
  for (let successes = 0; successes <= n; successes++) {
    if (successes > 0) logs += Math.log((n - successes + 1) / successes);
    const { low, high } = wilson(successes, n);
    if (low <= share && share <= high) cover += Math.exp(logs + successes * Math.log(share) + (n - successes) * Math.log(1 - share));
  }
  return cover;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function print(title, head) {
  process.stdout.write(`${title}\n\n| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}\n`);
}

function row([n, ...cells]) {
  process.stdout.write(`| ${n} | ${cells.map((cell) => (typeof cell === 'string' ? cell : (100 * cell).toFixed(1))).join(' | ')} |\n`);
}
