import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { Clock } from '../clock/clock.js';
import { changes, reads, unlessPreview } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { SavedSearches } from '../watches/saved-searches.service.js';
import { savedText } from '../watches/watches.text.js';
import { NEWS_MS } from './alert-arrivals.js';
import { type AlertDraft, alertDraftOf, saidBy } from './alert.form.js';
import { AlertsQuery } from './alerts.query.js';
import { Alerts, type Saved } from './alerts.service.js';
import { alertListText, alertOutput, alertSavedText, alertText, deliveryOutput, logText, previewText, testedText } from './alerts.text.js';
import { Happenings } from './happenings.js';
import { ALERT_KINDS, EDITS } from './subject.js';

const LOGGED = 50;
/** Of these, one says what an alert is about. */
const ABOUT = ['entity', 'watch', 'source'];
const DAY_MS = 86_400_000;

interface Format {
  json?: boolean;
}

interface Options extends Format {
  on?: string;
  quiet?: string;
  group?: string;
  limit?: string;
  preview?: boolean;
  [said: string]: unknown;
}

interface AddOptions extends Options {
  query?: string;
}

interface ChangeOptions extends Options {
  name?: string;
  without?: string[];
}

/** `alerts add | change | list | show | pause | resume | remove | test | log`. */
export function registerAlertsCommands(program: Command, open: OpenApplication): void {
  const alerts = program.command('alerts').description('Told at once: by mail, to webhooks and chats, and as a feed.');
  withOptions(
    changes(alerts.command('add'), { isChange: unlessPreview, inParts: ({ query }) => query !== undefined })
      .description('Tell of what happens from now on.')
      .argument('<name>')
      .requiredOption('--on <kind>', `on what: ${ALERT_KINDS.join(', ')}`)
      .option('--query <query>', 'what a query finds, which is saved as a watch of this name'),
  ).action((name: string, options: AddOptions, command: Command) => add(name, options, command, open));
  withOptions(
    changes(alerts.command('change'), { isChange: unlessPreview })
      .description('Change one. What is not said stays as it is; so do its address and the secrets of its places.')
      .argument('<slug>', 'as `alerts list` shows it')
      .option('--name <name>', 'what it is called')
      .option('--on <kind>', `on what: ${ALERT_KINDS.join(', ')}`)
      .option('--without <place>', 'no more to the place of this number, as `alerts show` has it', many),
  ).action((slug: string, options: ChangeOptions) => withApplication(open, (app) => change(app, slug, options)));
  reads(alerts.command('list'))
    .description('List alerts, where they are told, and how much happened.')
    .option('--json', 'print one JSON object a line for each')
    .action(({ json }: Format) => withApplication(open, (app) => list(app, json ?? false)));
  const one = (command: Command, description: string, work: (app: INestApplicationContext, slug: string, json: boolean) => Promise<void>) =>
    command
      .description(description)
      .argument('<slug>', 'as `alerts list` shows it')
      .option('--json', 'print JSON')
      .action((slug: string, { json }: Format) => withApplication(open, (app) => work(app, slug, json ?? false)));
  one(reads(alerts.command('show')), 'Show one, and what waits to be told where and why.', show);
  one(changes(alerts.command('pause')), 'Note nothing any more, until it is resumed; what was noted is still told.', (app, slug, json) =>
    pause(app, slug, true, json),
  );
  one(changes(alerts.command('resume')), 'Go on, with what happens from now on.', (app, slug, json) => pause(app, slug, false, json));
  one(changes(alerts.command('remove')), 'Forget one with all that it told, and what it had still to tell.', remove);
  one(changes(alerts.command('test')), 'Send a test to every place, by the server.', test);
  one(reads(alerts.command('log')), 'What was told where, with every try and its answer.', log);
}

function many(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function withOptions(command: Command): Command {
  return command
    .option('--entity <slug>', 'whom it is about')
    .option('--role <role>', 'only where the entity is addressed, discussed, quoted or linked')
    .option('--watch <slug>', 'what a watch finds')
    .option('--source <slug>', 'who asks or is asked, edits, or falls silent')
    .option('--hours <hours>', 'how long a question waits for its answer')
    .option('--edits <which>', EDITS.join(', '))
    .option('--unread', 'also of feeds that cannot be read')
    .option('--no-unread', 'not of feeds that cannot be read')
    .option('--mail <address>', 'told by mail, once its reader has said yes', many)
    .option('--webhook <url>', 'told by a signed webhook', many)
    .option('--chat <url>', 'told by the incoming webhook of Slack, Mattermost or Matrix', many)
    .option('--quiet <hours>', "nothing is told in these hours, such as 22:00-07:00; '' for none")
    .option('--group <minutes>', 'what happens within so many minutes is one')
    .option('--limit <times>', 'so many times an hour at most')
    .option('--preview', 'show what it would have told in the last 7 days, and store nothing')
    .option('--json', 'print one JSON object');
}

/** As the form has the fields. What was not said is not there. */
function fieldsOf({ on, quiet, group, limit, ...said }: Options): Record<string, unknown> {
  const [quietFrom, quietUntil = ''] = (quiet ?? '').split(/\s*[-–]\s*/, 2);
  return {
    ...said,
    ...(on === undefined ? {} : { kind: on }),
    ...(quiet === undefined ? {} : { quietFrom, quietUntil }),
    ...(group === undefined ? {} : { groupMinutes: group }),
    ...(limit === undefined ? {} : { hourlyLimit: limit }),
  };
}

async function add(name: string, { query, ...options }: AddOptions, command: Command, open: OpenApplication): Promise<void> {
  const { preview = false, json = false } = options;
  const read = alertDraftOf({ ...(query === undefined ? {} : { watch: 'to-be-saved' }), ...fieldsOf(options), name });
  if (!read.ok) return command.error(Object.values(read.problems).join('\n'), { exitCode: 2 });
  await withApplication(open, async (app) => {
    const draft = query === undefined ? read.draft : await withQuery(app, read.draft, query, preview);
    if (draft === null) return;
    const problems = await app.get(Alerts).problemsOf(draft);
    if (Object.keys(problems).length > 0) return fail(Object.values(problems).join('\n'));
    if (preview) return show7Days(app, draft, `${draft.name} would be added.`, json);
    told(await app.get(Alerts).add(draft), (slug) => `${draft.name} was added as ${slug}.`, json);
  });
}

async function change(app: INestApplicationContext, slug: string, { without = [], ...options }: ChangeOptions): Promise<void> {
  const { preview = false, json = false } = options;
  const rule = await app.get(Alerts).bySlug(slug);
  if (rule === null) return missing(slug);
  const fields = fieldsOf(options);
  // Who says whom it is about now means nobody else.
  const others = ABOUT.some((field) => field in fields) ? Object.fromEntries(ABOUT.map((field) => [field, ''])) : {};
  const read = alertDraftOf({ ...saidBy(rule), unread: rule.about.unread, ...others, ...fields });
  const removed = without.map(Number);
  const wrong = removed.some((id) => !Number.isInteger(id)) ? ['Give the number of a place, as `alerts show` has it.'] : [];
  if (!read.ok || wrong.length > 0) return fail([...Object.values(read.ok ? {} : read.problems), ...wrong].join('\n'), 2);
  const problems = await app.get(Alerts).problemsOf(read.draft, slug);
  if (Object.keys(problems).length > 0) return fail(Object.values(problems).join('\n'));
  if (preview) return show7Days(app, read.draft, `${slug} would be changed.`, json);
  const saved = await app.get(Alerts).change(slug, read.draft, removed);
  if (saved === null) return missing(slug);
  told(saved, () => `${slug} was changed.`, json);
}

function told(saved: Saved, done: (slug: string) => string, json: boolean): void {
  if (!saved.ok) return fail(Object.values(saved.problems).join('\n'));
  process.stdout.write(json ? `${JSON.stringify(saved)}\n` : alertSavedText(done(saved.slug), saved));
}

/** Saves a query as a watch of the alert's name. Null where that cannot be, which has been said. */
async function withQuery(app: INestApplicationContext, draft: AlertDraft, query: string, isPreview: boolean): Promise<AlertDraft | null> {
  if (isPreview) {
    fail('Of a query that is no watch yet nothing is found so far. Try it with: hustings search QUERY');
    return null;
  }
  const saved = await app.get(SavedSearches).save({ name: draft.name, query, note: null, isWatched: true });
  const { text, isSaved } = savedText(draft.name, query, true, saved);
  if (isSaved && 'slug' in saved) return { ...draft, about: { ...draft.about, watch: saved.slug } };
  fail(text.trimEnd());
  return null;
}

async function show7Days(app: INestApplicationContext, draft: AlertDraft, would: string, json: boolean): Promise<void> {
  const now = app.get(Clock).now();
  const found = await app.get(Happenings).all(draft, new Date(now.getTime() - NEWS_MS), now);
  const { timezone } = app.get<Config>(CONFIG);
  process.stdout.write(
    json ? `${JSON.stringify({ name: draft.name, days: NEWS_MS / DAY_MS, found })}\n` : previewText(would, found, timezone),
  );
}

async function list(app: INestApplicationContext, json: boolean): Promise<void> {
  const alerts = await app.get(AlertsQuery).all();
  if (json) for (const alert of alerts) process.stdout.write(`${JSON.stringify(alertOutput(alert))}\n`);
  else process.stdout.write(alertListText(alerts, app.get<Config>(CONFIG).timezone));
}

async function show(app: INestApplicationContext, slug: string, json: boolean): Promise<void> {
  const alert = await app.get(AlertsQuery).one(slug);
  if (!alert) return missing(slug);
  const { baseUrl, timezone } = app.get<Config>(CONFIG);
  if (json) process.stdout.write(`${JSON.stringify(alertOutput(alert))}\n`);
  else process.stdout.write(alertText(alert, await app.get(AlertsQuery).channels(alert.rule.id), baseUrl, timezone));
}

async function pause(app: INestApplicationContext, slug: string, isPaused: boolean, json: boolean): Promise<void> {
  if (!(await app.get(Alerts).pause(slug, isPaused))) return missing(slug);
  const text = isPaused ? `${slug} is paused: nothing is noted.` : `${slug} goes on, with what happens from now on.`;
  process.stdout.write(json ? `${JSON.stringify({ slug, isPaused })}\n` : `${text}\n`);
}

async function remove(app: INestApplicationContext, slug: string, json: boolean): Promise<void> {
  const isRemoved = await app.get(Alerts).remove(slug);
  if (!isRemoved) missing(slug);
  if (json) process.stdout.write(`${JSON.stringify({ slug, isRemoved })}\n`);
  else if (isRemoved) process.stdout.write(`${slug} is gone, with what it told.\n`);
}

async function test(app: INestApplicationContext, slug: string, json: boolean): Promise<void> {
  const tested = await app.get(Alerts).test(slug);
  if (tested === null) return missing(slug);
  process.stdout.write(json ? `${JSON.stringify({ slug, ...tested })}\n` : testedText(tested));
}

async function log(app: INestApplicationContext, slug: string, json: boolean): Promise<void> {
  const rule = await app.get(Alerts).bySlug(slug);
  if (rule === null) return missing(slug);
  const rows = await app.get(AlertsQuery).log(rule.id, LOGGED);
  if (json) for (const row of rows) process.stdout.write(`${JSON.stringify(deliveryOutput(row))}\n`);
  else process.stdout.write(logText(rows, app.get<Config>(CONFIG).timezone));
}

function missing(slug: string): void {
  fail(`There is no alert ${slug}. See which there are: hustings alerts list`);
}

function fail(sentence: string, exitCode = 1): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}
