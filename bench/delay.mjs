/**
 * How late a comment is found and what it costs: our schedule against fixed polls, on a virtual clock.
 *
 *   npm run bench:delay -- [FOLDER] [--sites 300] [--seed 1] [--ladder 48:15,96:60,168:180,336:720,1440:1440]…
 *
 * FOLDER holds blogs with WordPress comment feeds (else `THREADS_ROOT` or `../shared/fixtures`, and in it `wordpress`); without it only simulated threads
 * are played. Each thread is followed for a year from its post. A ladder is tried beside ours: hours of quiet and the minutes between polls.
 *
 * What is real: `nextPollAt`, for feeds of posts and of comments, and the rule that a grown count in the feed of posts wakes the comment feed at once.
 * What is simulated: the clock, the network (it always answers), a feed of posts of ten posts and a comment feed of ten comments, newest first.
 * Delays are those of the comments that were found; "of all" takes what was not for endlessly late.
 * The feed of posts is polled alike under every policy, for it brings the posts: its requests are given beside and count for none.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nextPollAt } from '../dist/feeds/decide.js';
import { dice, realSites, simulatedSites } from './delay-threads.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sites: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    ladder: { type: 'string', multiple: true, default: [] },
  },
});
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const WINDOW = 10;
const FOLLOWED = 365 * DAY;

const HOURLY = 'every hour';
const POLICIES = {
  Hustings: { next: ours, wakes: true },
  'Hustings, never woken': { next: ours, wakes: false },
  [HOURLY]: { next: fixed(HOUR, Infinity), wakes: false },
  'every hour for a week': { next: fixed(HOUR, 7 * DAY), wakes: false },
  'every 15 minutes': { next: fixed(15 * MINUTE, Infinity), wakes: false },
  ...Object.fromEntries(values.ladder.map((text) => [`ladder ${text}`, { next: ladder(text), wakes: true }])),
};

play('simulated', simulatedSites(Number(values.sites), dice(Number(values.seed))));
const folder = positionals[0] ?? join(process.env.THREADS_ROOT ?? '../shared/fixtures', 'wordpress');
if (existsSync(folder)) play('real', realSites(folder));
else print(`There is no folder ${folder}: real threads are not played.`);

function play(name, sites) {
  const random = dice(Number(values.seed) + 1);
  const polled = sites.map((site) => ({ ...site, polls: pollsOfSite(site, random) }));
  const threads = polled.flatMap((site) => site.threads.map((thread) => followed(site, thread)));
  const arrived = threads.flatMap(({ comments }) => comments.length).reduce((sum, count) => sum + count, 0);
  const silent = threads.filter(({ comments }) => comments.length === 0).length;
  const sitePolls = polled.reduce((sum, { polls }) => sum + polls.length, 0);
  print(
    `\n${name}: ${sites.length} sites, ${number(threads.length)} threads (${number(silent)} without a comment in their year), ` +
      `${number(arrived)} comments; feeds of posts: ${number(sitePolls)} requests\n`,
  );
  print(
    '| policy | requests | found | scrolled off | not found | median delay, min | p90, min | p90 of all, min | requests a comment | of the hourly poll |',
  );
  print('|---|---|---|---|---|---|---|---|---|---|');
  const results = Object.entries(POLICIES).map(([policy, how]) => ({ policy, ...total(threads, how) }));
  const hourly = results.find(({ policy }) => policy === HOURLY);
  for (const { policy, requests, delays, scrolledOff } of results) {
    const cost = requests / delays.length;
    const cells = [requests, delays.length, scrolledOff, arrived - delays.length - scrolledOff].map(number);
    const places = [delays.length * 0.5, delays.length * 0.9, arrived * 0.9];
    const minutes = places.map((place) => minutesOf(delays[Math.floor(place)]));
    const shares = [cost.toFixed(1), (cost / (hourly.requests / hourly.delays.length)).toFixed(3)];
    print(`| ${policy} | ${[...cells, ...minutes, ...shares].join(' | ')} |`);
  }
}

/** When the feed of posts is polled, until the last thread has been followed for its year. */
function pollsOfSite({ posts, until }, random) {
  const end = until ?? posts.at(-1) + FOLLOWED;
  const polls = [];
  let seen = 0;
  let changedAt = null;
  for (let now = posts[0] - HOUR * random(); now < end;) {
    polls.push(now);
    const before = seen;
    while (posts[seen] <= now) seen++;
    if (seen > before) changedAt = now;
    now = next({ role: 'posts', postAgeMs: null, changedAgeMs: changedAt === null ? null : now - changedAt }, now, random);
  }
  return polls;
}

/** A thread as a poller meets it: from the poll that brought its post; and when the feed of posts, while the post is in its window, shows a grown count. */
function followed({ posts, polls }, { at, comments }) {
  const until = at + FOLLOWED;
  const place = posts.indexOf(at);
  const leavesAt = posts[place + WINDOW] ?? Infinity;
  const from = firstAtOrAfter(polls, at);
  const wakeUps = [];
  let count = arrivedBy(comments, polls[from]);
  for (let index = from + 1; index < polls.length && polls[index] < Math.min(leavesAt, until); index++) {
    const grown = arrivedBy(comments, polls[index]);
    if (grown > count) wakeUps.push(polls[index]);
    count = grown;
  }
  return { at, until, foundAt: polls[from] ?? at, wakeUps, comments: comments.filter((instant) => instant < until) };
}

function total(threads, policy) {
  const random = dice(Number(values.seed) + 2);
  const all = { requests: 0, delays: [], scrolledOff: 0 };
  for (const thread of threads) {
    const { requests, delays, scrolledOff } = poll(thread, policy, random);
    all.requests += requests;
    all.scrolledOff += scrolledOff;
    for (const delay of delays) all.delays.push(delay);
  }
  all.delays.sort((a, b) => a - b);
  return all;
}

/** The life of one comment feed: polled when the policy says so, or when it is woken. */
function poll({ at, until, foundAt, wakeUps, comments }, policy, random) {
  const result = { requests: 0, delays: [], scrolledOff: 0 };
  let [now, seen, woken, changedAt] = [foundAt, 0, 0, null];
  while (now !== null && now < until) {
    result.requests++;
    const arrived = arrivedBy(comments, now, seen);
    const inWindow = Math.max(seen, arrived - WINDOW);
    result.scrolledOff += inWindow - seen;
    for (let index = inWindow; index < arrived; index++) result.delays.push(now - comments[index]);
    if (arrived > seen) changedAt = now;
    seen = arrived;
    const due = policy.next(
      { role: 'comments', postAgeMs: now - at, changedAgeMs: changedAt === null ? null : now - changedAt },
      now,
      random,
    );
    while (wakeUps[woken] <= now) woken++;
    const wakeUp = policy.wakes ? (wakeUps[woken] ?? null) : null;
    now = due === null || (wakeUp !== null && wakeUp < due) ? wakeUp : due;
  }
  return result;
}

function ours(facts, now, random) {
  return next(facts, now, random);
}

function next(facts, now, random) {
  const common = { outcome: 'ok', failures: 0, refreshMinutes: null, leastMinutes: null, mostMinutes: null, retryAfterAt: null };
  return nextPollAt({ ...common, ...facts, now: new Date(now), jitter: random() })?.getTime() ?? null;
}

function fixed(interval, ageMax) {
  return ({ postAgeMs }, now) => (postAgeMs + interval > ageMax ? null : now + interval);
}

function ladder(text) {
  const rungs = text.split(',').map((rung) => rung.split(':').map(Number));
  return ({ postAgeMs, changedAgeMs }, now, random) => {
    const quiet = Math.min(postAgeMs, changedAgeMs ?? Infinity);
    const rung = rungs.find(([hours]) => quiet <= hours * HOUR);
    return rung ? now + rung[1] * MINUTE * (1 + 0.1 * random()) : null;
  };
}

/** How many of the comments had been written at an instant. */
function arrivedBy(comments, instant, from = 0) {
  let count = from;
  while (comments[count] <= instant) count++;
  return count;
}

function firstAtOrAfter(instants, instant) {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (instants[middle] < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What is never found has no delay. */
function minutesOf(delay) {
  return delay === undefined ? 'never' : number(Math.round(delay / MINUTE));
}

function number(value) {
  return value.toLocaleString('en');
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
