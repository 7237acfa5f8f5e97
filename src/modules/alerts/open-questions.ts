import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { portray } from '../engagement/hearing.js';
import { Portraits, type Sitter } from '../engagement/portraits.js';
import { SourcesQuery } from '../engagement/sources.query.js';
import { EntityEntity } from '../mentions/entity.entity.js';
import { durationText } from '../pages/words.js';
import type { Candidate } from './candidate.js';
import { hrefOfMessage, messagesOf, quoteOf, whoSays } from './messages.js';
import type { Subject } from './subject.js';

const HOUR_MS = 3_600_000;
/** To measure a source reads its threads whole: those to which most was said of late are. */
const SOURCES_MEASURED = 20;

interface Asked {
  name: string;
  sitter: Sitter;
}

/** Questions that nobody has answered in the time that a rule gives. */
@Injectable()
export class OpenQuestions {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly sources: SourcesQuery,
    private readonly portraits: Portraits,
  ) {}

  /** Those whose time ran out between an instant and now. */
  async find(subject: Pick<Subject, 'source' | 'entity' | 'hours'>, from: number, now: Date): Promise<Candidate[]> {
    const waitMs = subject.hours * HOUR_MS;
    const span = { name: 'asked', from: from - waitMs, until: now.getTime() + 1 };
    const open = new Map<number, { name: string; ageMs: number; isPerhaps: boolean }>();
    for (const { name, sitter } of await this.asked(subject, span)) {
      const { unanswered } = portray(await this.portraits.hear(sitter, span), null, this.config.timezone);
      for (const { message, ageMs, perhapsAnsweredBy } of unanswered)
        if (ageMs >= waitMs && !open.has(message.id)) open.set(message.id, { name, ageMs, isPerhaps: perhapsAnsweredBy !== null });
    }
    const rows = await messagesOf(this.database.manager, [...open.keys()]);
    return rows.reverse().map((row) => {
      const { name, ageMs, isPerhaps } = open.get(row.id)!;
      const perhaps = isPerhaps ? ' They spoke in the thread since, without saying to whom.' : '';
      return {
        key: `question:${row.id}`,
        postId: row.id,
        title: whoSays(row),
        sentence: `Asked ${name} ${durationText(ageMs)} ago, and has had no answer.${perhaps}`,
        quote: quoteOf(row),
        href: hrefOfMessage(row),
        at: new Date(row.sortAt + waitMs),
      };
    });
  }

  private async asked({ source, entity }: Pick<Subject, 'source' | 'entity'>, span: { from: number; until: number }): Promise<Asked[]> {
    if (entity !== null) {
      const row = await this.database.manager.findOneBy(EntityEntity, { slug: entity });
      if (row === null) return [];
      const owned = await this.sources.ownedBy(row);
      const terms = new Map(owned.map(({ source: { id }, terms: those }) => [id, those]));
      return [{ name: row.name, sitter: { sources: owned.map((each) => each.source), authorKey: null, entityIds: [row.id], terms } }];
    }
    const slugs = source === null ? await this.sources.spokenTo(span, SOURCES_MEASURED) : [source];
    const asked: Asked[] = [];
    for (const slug of slugs) {
      const row = await this.sources.bySlug(slug);
      if (row) asked.push({ name: row.title, sitter: await this.portraits.sitterOf(row, null) });
    }
    return asked;
  }
}
