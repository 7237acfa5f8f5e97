/**
 * The threads that `bench/delay.mjs` plays: sites with the instants of their posts, and of each post the instants of its comments, all in
 * milliseconds. Simulated ones arrive as was measured; real ones come from WordPress comment feeds in a folder, of which nothing but dates is read.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The share of comments that came within an age of their post, of 3,762 comments of seven blogs (7 days, 30 days, p90) and of 1,869 of five of them. */
const ARRIVED = [
  [10 * MINUTE, 0],
  [DAY, 0.34],
  [2 * DAY, 0.44],
  [4 * DAY, 0.5],
  [7 * DAY, 0.54],
  [30 * DAY, 0.64],
  [833 * DAY, 0.9],
  [3000 * DAY, 1],
];

/**
 * A week of new posts, and the year that follows.
 *
 * In: how many sites, and the dice. Out: sites that publish from one post in a fortnight to five a day. Half of the posts get no comment; the others
 * one to many: half of them three or fewer, one in a hundred over 60.
 */
export function simulatedSites(count, random) {
  return Array.from({ length: count }, () => {
    const perWeek = 0.5 * 70 ** random();
    const posts = [];
    for (let at = gap(perWeek, random); at < 365 * DAY; at += gap(perWeek, random)) posts.push(at);
    const threads = posts.filter((at) => at < 7 * DAY).map((at) => ({ at, comments: random() < 0.5 ? [] : commentsOf(at, random) }));
    return { posts, threads, until: 365 * DAY };
  });
}

function gap(perWeek, random) {
  return (-Math.log(1 - random()) * 7 * DAY) / perWeek;
}

function commentsOf(at, random) {
  const size = Math.max(1, Math.min(1000, Math.round(3 * Math.exp(1.3 * normal(random)))));
  return sorted(Array.from({ length: size }, () => at + ageOf(random())));
}

/** The age at which a share has arrived: between two measured points, as straight on a scale of orders of magnitude. */
function ageOf(share) {
  const next = Math.max(
    1,
    ARRIVED.findIndex(([, arrived]) => arrived >= share),
  );
  const [[age, from], [nextAge, to]] = [ARRIVED[next - 1], ARRIVED[next]];
  return age * (nextAge / age) ** ((share - from) / (to - from));
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * The blogs below a folder: `YYYY-MM-DD-slug.comments.rss`. The post is taken to be of nine o'clock on its day, or ten minutes older than its
 * first comment. Such a feed has the last ten comments, and only posts that have any have one: as many posts without are put between them.
 */
export function realSites(folder) {
  const blogs = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return blogs.flatMap(({ name }) => {
    const files = readdirSync(join(folder, name)).filter((file) => /^\d{4}-\d\d-\d\d-.*\.comments\.rss$/.test(file));
    const threads = files.map((file) => realThread(join(folder, name, file))).sort((a, b) => a.at - b.at);
    if (threads.length === 0) return [];
    const silent = threads.map(({ at }, index) => ({ at: (at + (threads[index + 1]?.at ?? at + 7 * DAY)) / 2, comments: [] }));
    const all = [...threads, ...silent].sort((a, b) => a.at - b.at);
    return [{ posts: all.map(({ at }) => at), threads: all, until: null }];
  });
}

function realThread(path) {
  const items = readFileSync(path, 'latin1').split('<item>').slice(1);
  const comments = sorted(items.map((item) => Date.parse(/<pubDate>([^<]*)/.exec(item)?.[1] ?? '')).filter(Number.isFinite));
  const day = Date.parse(`${basename(path).slice(0, 10)}T09:00:00Z`);
  return { at: Math.min(day, (comments[0] ?? Infinity) - 10 * MINUTE), comments };
}

function sorted(instants) {
  return Float64Array.from(instants).sort();
}

/** Dice that fall alike in every run (mulberry32). */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
