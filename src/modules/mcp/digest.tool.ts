import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { legalText } from '../../feeds/characters.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { editionText } from '../digests/edition.text.js';
import type { EditionView } from '../digests/edition.view.js';
import { Editions } from '../digests/editions.js';
import type { Period } from '../digests/period.js';
import { PERIOD_KINDS } from '../digests/period.js';
import type { PublishedView } from '../digests/published.view.js';
import type { StoryView } from '../digests/story.view.js';
import { PageNotFound } from '../pages/page-not-found.js';
import type { Speaker } from '../posts/speaker.js';
import { type Answer, noticeField, refused, told } from './answer.js';
import { tameLine } from './fence.js';

/** The text of a month with all its sections is about half as long. */
const TEXT_CHARACTERS = 60_000;
const CHARACTERS = 600;
const NAME_CHARACTERS = 200;

const input = z.object({
  edition: z
    .string()
    .trim()
    .max(40)
    .overwrite(legalText)
    .optional()
    .describe('A day 2008-04-03, a week 2008-W14 or a month 2008-04; without it the latest of its kind'),
  kind: z.enum(PERIOD_KINDS).default('day').describe('Which latest one, where no edition is named'),
});

const speaker = z.object({ name: z.string(), site: z.string().nullable() });

const output = z.object({
  notice: noticeField,
  key: z.string(),
  kind: z.enum(PERIOD_KINDS),
  title: z.string(),
  href: z.string(),
  state: z.enum(['open', 'closed', 'archives']).describe('open: it still grows; archives: of a time before anybody listened'),
  hasSample: z.boolean().describe('It shows the sample that Hustings comes with'),
  numbers: z.object({
    conversations: z.number().int(),
    posts: z.number().int(),
    comments: z.number().int(),
    people: z.number().int(),
    sources: z.number().int(),
  }),
  voices: z.array(z.object({ voice: z.string(), posts: z.number().int(), comments: z.number().int() })),
  stories: z.array(
    z.object({
      threadId: z.number().int(),
      href: z.string(),
      at: z.string(),
      voice: z.string(),
      replies: z.number().int().describe('In the time of the edition'),
      people: z.number().int(),
      untrusted: z.object({
        headline: z.string(),
        speaker,
        excerpt: z.string(),
        comments: z.array(z.object({ speaker, depth: z.number().int(), excerpt: z.string() })),
      }),
    }),
  ),
  moreConversations: z.number().int(),
  published: z
    .array(
      z.object({
        voice: z.string(),
        more: z.number().int(),
        posts: z.array(z.object({ threadId: z.number().int(), at: z.string(), untrusted: z.object({ headline: z.string() }) })),
        untrusted: z.object({ site: z.string() }),
      }),
    )
    .describe('What nobody commented on, by source'),
  previous: z.string().nullable(),
  next: z.string().nullable(),
});
type Output = Omit<z.infer<typeof output>, 'notice'>;

/** The digest of a day, a week or a month. */
@Injectable()
export class DigestTool {
  readonly name = 'digest';
  readonly title = 'Read the digest';
  readonly description =
    'An edition of the digest: the conversations of a day, week or month in their order, with the replies that matter, and what else was published. The text also says who was talked about, who answered and what waits for an answer.';
  readonly input = input;
  readonly output = output;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly editions: Editions,
  ) {}

  async answer({ edition, kind }: z.output<typeof input>): Promise<Answer> {
    const period = await this.period(edition, kind);
    if (typeof period === 'string') return refused(period);
    const { baseUrl, timezone } = this.config;
    const view = await this.editions.view(period);
    const answer = outputOf(view, baseUrl);
    const text = editionText(view, timezone, baseUrl);
    return told(answer, (fence) =>
      [
        `${answer.title} (${answer.key}, ${answer.state}). ${answer.href}`,
        fence.around(text.length > TEXT_CHARACTERS ? text.slice(0, text.lastIndexOf('\n', TEXT_CHARACTERS)) : text),
        ...(text.length > TEXT_CHARACTERS ? ['The edition is longer: its page has the whole.'] : []),
      ].join('\n\n'),
    );
  }

  /** The period, or a sentence that says what there is instead. */
  private async period(edition: string | undefined, kind: Period['kind']): Promise<Period | string> {
    try {
      const period = edition === undefined || edition === '' ? await this.editions.latest(kind) : await this.editions.find(edition);
      return period ?? 'There are no editions yet, because nothing has been read yet.';
    } catch (error) {
      if (!(error instanceof PageNotFound)) throw error;
      return [error.message, ...error.waysOn.map(({ label, href }) => `${label}: ${href.split('/').at(-1)}.`)].join(' ');
    }
  }
}

function outputOf(view: EditionView, baseUrl: string): Output {
  const { edition, numbers, voices, lead, stories, briefs, state, published, previous, next } = view;
  const { conversations, posts, comments, people, sources } = numbers;
  return {
    key: edition.key,
    kind: edition.kind,
    title: edition.title,
    href: `${baseUrl}/digest/${edition.key}`,
    state: state.isClosed ? 'closed' : state.isFromArchives ? 'archives' : 'open',
    hasSample: view.firstRun?.hasSample ?? false,
    numbers: { conversations, posts, comments, people, sources },
    voices: voices.map((each) => ({ voice: each.mark?.key ?? 'reader', posts: each.posts, comments: each.comments })),
    stories: [...(lead ? [lead] : []), ...stories, ...briefs].map((story) => storyOf(story, baseUrl)),
    moreConversations: view.moreConversations,
    published: published.map(publishedOf),
    previous: keyIn(previous?.href),
    next: keyIn(next?.href),
  };
}

function storyOf({ href, at, speaker: who, replies, participants, headline, excerpt, highlights }: StoryView, baseUrl: string) {
  return {
    threadId: threadIn(href),
    href: baseUrl + href,
    at: at.toISOString(),
    voice: who.mark?.key ?? 'reader',
    replies,
    people: participants,
    untrusted: {
      headline: tameLine(headline.text, CHARACTERS),
      speaker: speakerIn(who),
      excerpt: tameLine(excerpt, CHARACTERS),
      comments: highlights.map((each) => ({
        speaker: speakerIn(each.speaker),
        depth: each.depth + 1,
        excerpt: tameLine(each.excerpt, CHARACTERS),
      })),
    },
  };
}

function publishedOf({ speaker: who, posts, more }: PublishedView) {
  return {
    voice: who.mark?.key ?? 'unknown',
    more,
    posts: posts.map(({ href, at, headline }) => ({
      threadId: threadIn(href),
      at: at.toISOString(),
      untrusted: { headline: tameLine(headline.text, CHARACTERS) },
    })),
    untrusted: { site: tameLine(who.name, NAME_CHARACTERS) },
  };
}

function speakerIn({ name, source }: Speaker) {
  return { name: tameLine(name, NAME_CHARACTERS), site: source && tameLine(source.title, NAME_CHARACTERS) };
}

function threadIn(href: string): number {
  return Number(/^\/threads\/(\d+)/.exec(href)?.[1] ?? 0);
}

function keyIn(href: string | undefined): string | null {
  return href === undefined ? null : (href.split('/').at(-1) ?? null);
}
