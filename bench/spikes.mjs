/**
 * How often does nothing look like a spike, and how often is a spike found? `npm run bench:spikes`
 *
 * Each look is the windows of fifteen days, drawn at random, as the rule of `src/modules/spikes` sees them: steady; with the rhythm of day and night; of the
 * week, too; and uneven beyond chance, as talk is in which people answer each other (variance 2, 3 and 5 times the mean). Seeded: two runs print the same.
 */
import { randomOf } from '../dist/modules/engagement/measures/interval.js';
import { HOUR_MS, RULE, spikeIn, WINDOWS } from '../dist/modules/spikes/spike.js';

const LOOKS = 20_000;
const LOOKS_FOUND = 2_000;
const HOURS = 15 * 24;
const NOW = 400_000 * HOUR_MS;
const random = randomOf(2008);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const byDay = (hour) => 1 + 0.9 * Math.sin((2 * Math.PI * hour) / 24);
const byWeek = (hour) => [1.2, 1.2, 1.2, 1.2, 1.2, 0.6, 0.4][Math.floor(hour / 24) % 7];
const KINDS = {
  steady: { shape: () => 1, dispersion: 1 },
  'day and night': { shape: byDay, dispersion: 1 },
  'day, night and week': { shape: (hour) => byDay(hour) * byWeek(hour), dispersion: 1 },
  'uneven, 2': { shape: () => 1, dispersion: 2 },
  'uneven, 5': { shape: () => 1, dispersion: 5 },
  'day, night, week; uneven, 3': { shape: (hour) => byDay(hour) * byWeek(hour), dispersion: 3 },
};
/** Messages in a window, on average. */
const MEANS = { hour: [0.05, 0.5, 2, 10], day: [0.5, 2, 10, 50] };

process.stdout.write(`The rule: ${JSON.stringify(RULE)}\n`);
for (const window of ['hour', 'day']) {
  const means = MEANS[window];
  print(`\nFalse alarms of the ${window}, in 10,000 looks (${LOOKS.toLocaleString('en-GB')} of each)`, ['mean', ...Object.keys(KINDS)]);
  for (const mean of means)
    row([mean, ...Object.values(KINDS).map((kind) => ((1e4 * alarms(window, mean, kind, 1, LOOKS)) / LOOKS).toFixed(1))]);
  print(`\nSpikes of the ${window} that are found, in percent (${LOOKS_FOUND.toLocaleString('en-GB')} looks of each)`, [
    'mean',
    ...['steady', 'day, night, week; uneven, 3'].flatMap((name) => [2, 3, 5, 10].map((times) => `${name}: ${times}x`)),
  ]);
  for (const mean of means)
    row([
      mean,
      ...[KINDS.steady, KINDS['day, night, week; uneven, 3']].flatMap((kind) =>
        [2, 3, 5, 10].map((times) => ((100 * alarms(window, mean, kind, times, LOOKS_FOUND)) / LOOKS_FOUND).toFixed(0)),
      ),
    ]);
}

/** @param times how much more than else is said in the last window */
function alarms(window, mean, { shape, dispersion }, times, looks) {
  const { hours, before, weekBefore } = WINDOWS[window];
  const ages = [...new Set([...Array.from({ length: before + 1 }, (_, age) => age), weekBefore])];
  let found = 0;
  for (let look = 0; look < looks; look++) {
    const start = HOURS + Math.floor(random() * 168);
    const rows = ages.map((age) => {
      let expected = 0;
      for (let hour = 0; hour < hours; hour++) expected += (mean / hours) * shape(start - age * hours - hour);
      // Sums of such counts are such counts, so that a window can be drawn at once.
      const count = draw(expected * (age === 0 ? times : 1), dispersion);
      return { at: NOW - age * hours * HOUR_MS, sourceId: 1, voice: null, count };
    });
    if (spikeIn(rows, window, NOW)) found++;
  }
  return found;
}

/** Poisson, or with a mean that is itself drawn: negative binomial with a variance of so many times the mean. */
function draw(mean, dispersion) {
  return poisson(dispersion === 1 ? mean : gamma(mean / (dispersion - 1)) * (dispersion - 1));
}

function poisson(mean) {
  if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const end = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > end || count < 0; count++) product *= random();
  return count;
}

/** Marsaglia and Tsang (2000). */
function gamma(shape) {
  if (shape < 1) return gamma(shape + 1) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

function print(title, head) {
  process.stdout.write(`${title}\n\n| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}\n`);
}

function row(cells) {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
