import type { INestApplicationContext } from '@nestjs/common';
import { type Command, Option } from 'commander';
import { authorKeyOf } from '../affiliations/affiliation-at.js';
import { Clock } from '../clock/clock.js';
import { reads } from '../config/command-kind.js';
import type { Config } from '../config/config.js';
import { configFromEnvironment, CONFIG } from '../config/config.module.js';
import { type OpenApplication, withApplication } from '../config/with-application.js';
import { type Figured, figuresJson } from '../engagement/figures.answer.js';
import { portray } from '../engagement/hearing.js';
import { Portraits } from '../engagement/portraits.js';
import { SourcesQuery } from '../engagement/sources.query.js';
import { type Affiliation, AFFILIATIONS } from '../sources/source.entity.js';
import { manifestBeside, readLines, verifyExport } from './export-file.js';
import { figuresText } from './figures.js';
import { PERIODS, SINCE, timeOf, type TimeOptions, UNTIL } from './options.js';
import { hearingOf } from './talk.js';

interface Options extends TimeOptions {
  author?: string;
  voice?: Affiliation;
  from?: string;
  manifest?: string;
  json?: boolean;
}

/** `engagement`: how much a source converses, from the store or from an export of its talk. */
export function registerEngagementCommand(program: Command, open: OpenApplication): void {
  reads(program.command('engagement'))
    .description('Print how much a source converses; the page /engagement explains the figures.')
    .argument('[source]', 'its place in addresses; none with --from')
    .addOption(new Option('--period <period>', 'the time until now; else all').choices(PERIODS).conflicts(['since', 'until', 'from']))
    .addOption(new Option(SINCE[0], SINCE[1]).argParser(SINCE[2]).conflicts('from'))
    .addOption(new Option(UNTIL[0], UNTIL[1]).argParser(UNTIL[2]).conflicts('from'))
    .option('--author <name>', 'one who signs there')
    .addOption(new Option('--voice <affiliation>', 'where it changed hands, the one to measure; else the latest').choices(AFFILIATIONS))
    .option('--from <export>', 'make the figures from an export of the source’s talk alone')
    .option('--manifest <file>', 'of that export; else it stands beside it')
    .option('--json', 'print one JSON object')
    .action(async (slug: string | undefined, options: Options) => {
      const figured =
        options.from === undefined
          ? await withApplication(open, (app) => fromStore(app, slug, options))
          : await fromExport(options.from, slug, options);
      if ('failure' in figured) {
        process.stderr.write(`${figured.failure}\n`);
        process.exitCode = figured.code;
      } else process.stdout.write(options.json ? `${JSON.stringify(figuresJson(figured))}\n` : figuresText(figured));
    });
}

type Answer = Figured | { failure: string; code: 1 | 2 };

async function fromStore(app: INestApplicationContext, slug: string | undefined, options: Options): Promise<Answer> {
  if (slug === undefined) return { failure: 'Name a source, or an export with --from.', code: 2 };
  const source = await app.get(SourcesQuery).bySlug(slug);
  if (source === null) return { failure: `There is no source “${slug}”. \`hustings feeds list\` shows those that there are.`, code: 2 };
  const span = timeOf(options, source, app.get<Config>(CONFIG).timezone, app.get(Clock).now());
  const painted = await app.get(Portraits).ofSource(source, keyOf(options.author), span, options.voice ?? null);
  return { ...painted, source: source.slug, author: options.author ?? null, span };
}

async function fromExport(file: string, slug: string | undefined, options: Options): Promise<Answer> {
  const verified = await verifyExport(file, options.manifest ?? manifestBeside(file));
  if (!verified.ok) return { failure: verified.sentence, code: 1 };
  const { talk, parameters } = verified.manifest;
  if (talk === undefined || parameters.format !== 'ndjson')
    return {
      failure: `${file} does not hold what figures are made of. Make one that does: hustings export --source SLUG --output FILE`,
      code: 2,
    };
  if (slug !== undefined && slug !== talk.source.slug) return { failure: `${file} is of ${talk.source.slug}, not of ${slug}.`, code: 2 };
  const hearing = hearingOf(talk, await readLines(file), keyOf(options.author));
  const painted = portray(hearing, options.voice ?? null, parameters.zone ?? configFromEnvironment().timezone);
  return { ...painted, source: talk.source.slug, author: options.author ?? null, span: hearing.span };
}

function keyOf(author: string | undefined): string | null {
  return author === undefined ? null : authorKeyOf(author);
}
