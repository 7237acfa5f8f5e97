import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { countOf } from '../pages/words.js';
import { type ThreadOrder, ThreadOrders } from '../posts/thread-orders.js';
import { ThreadQuery, type ThreadRow } from '../posts/thread.query.js';
import { type Answer, noticeField, refused, told } from './answer.js';
import { BAD_CURSOR, CURSOR_FIELD, readCursor, writeCursor } from './cursor.js';
import { messageOf, messageSchema, messageText } from './message.js';
import { SlugsQuery } from './slugs.query.js';

const MESSAGES_MAX = 100;
const CHARACTERS = 4_000;
/** Of one answer: what is longer would leave no room for anything else in the reader's head. */
const CHARACTERS_ALTOGETHER = 60_000;

const cursorSchema = z.object({ afterId: z.number().int().positive() }).strict();

const input = z.object({
  id: z.number().int().positive().max(2_147_483_647).describe('Of the post, or of any comment of its thread'),
  limit: z.number().int().min(1).max(MESSAGES_MAX).default(40).describe('Messages in one answer; fewer where they are long'),
  cursor: CURSOR_FIELD,
});

const inThread = messageSchema.extend({
  depth: z.number().int().describe('0 for the post, 1 for an answer to it, and so on'),
  parentId: z.number().int().nullable(),
  replyBasis: z.string().nullable().describe('How it is known what it answers; "inferred": read from its words, with replyConfidence'),
  replyConfidence: z.number().nullable(),
});
type InThread = z.infer<typeof inThread>;

const output = z.object({
  notice: noticeField,
  threadId: z.number().int(),
  href: z.string(),
  comments: z.number().int().describe('Of the whole thread'),
  people: z.number().int(),
  messages: z.array(inThread).describe('In reading order: each after what it answers'),
  nextCursor: z.string().nullable(),
});

/** A whole thread, flat and with depths, in as many answers as it takes. */
@Injectable()
export class ThreadTool {
  readonly name = 'thread';
  readonly title = 'Read a thread';
  readonly description = 'A post with all its comments in reading order, each with its depth and what it answers.';
  readonly input = input;
  readonly output = output;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly threads: ThreadQuery,
    private readonly orders: ThreadOrders,
    private readonly slugs: SlugsQuery,
  ) {}

  async answer({ id, limit, cursor }: z.output<typeof input>): Promise<Answer> {
    const threadId = await this.threads.threadOf(id);
    if (threadId === null) return refused(`There is no message ${id}. It may have been removed; \`search\` finds those that there are.`);
    const order = await this.orders.of(threadId);
    const from = cursor === undefined ? 0 : placeAfter(order, cursor);
    if (from === null) return refused(BAD_CURSOR);
    const messages = await this.messages(order, from, limit);
    const isMore = from + messages.length <= order.ids.length;
    const nextCursor = isMore ? writeCursor({ afterId: messages.at(-1)?.id ?? threadId }) : null;
    const { length: comments } = order.ids;
    const facts = { threadId, href: `${this.config.baseUrl}/threads/${threadId}`, comments, people: order.people, messages, nextCursor };
    return told(facts, (fence) =>
      [
        `Thread ${threadId}: ${countOf(comments, 'comment', 'comments')}, ${countOf(order.people, 'person', 'people')}. ${facts.href}`,
        ...messages.map((message) => messageText(message, fence, aboutOf(message))),
        ...(nextCursor === null ? [] : [`The thread goes on: cursor ${nextCursor}`]),
      ].join('\n\n'),
    );
  }

  /** From a place of the thread on, of which the post is the first: as many as there is room for, and always one. */
  private async messages(order: ThreadOrder, from: number, limit: number): Promise<InThread[]> {
    const places = Array.from({ length: Math.min(limit, order.ids.length + 1 - from) }, (_, index) => from + index);
    const rows = new Map((await this.threads.rows(places.map((place) => idAt(order, place)))).map((row) => [row.id, row]));
    const slugs = await this.slugs.of([...rows.values()].map(({ sourceId }) => sourceId));
    const messages: InThread[] = [];
    let characters = 0;
    for (const place of places) {
      const row = rows.get(idAt(order, place));
      if (!row) continue;
      const message = messageOf(row, { slugs, baseUrl: this.config.baseUrl, charactersMax: CHARACTERS });
      characters += message.untrusted.text.length;
      if (characters > CHARACTERS_ALTOGETHER && messages.length > 0) break;
      messages.push({ ...message, ...placedAt(order, place, row) });
    }
    return messages;
  }
}

function idAt({ threadId, ids }: ThreadOrder, place: number): number {
  return place === 0 ? threadId : (ids[place - 1] ?? threadId);
}

function placedAt({ depths, parents }: ThreadOrder, place: number, row: ThreadRow) {
  const { replyBasis, replyConfidence } = row;
  if (place === 0) return { depth: 0, parentId: null, replyBasis: null, replyConfidence: null };
  return { depth: depths[place - 1] ?? 1, parentId: parents[place - 1] ?? null, replyBasis, replyConfidence };
}

/** Null where the message is not in this thread (any more). */
function placeAfter({ threadId, ids }: ThreadOrder, cursor: string): number | null {
  const place = readCursor(cursor, cursorSchema);
  if (place === null) return null;
  if (place.afterId === threadId) return 1;
  const index = ids.indexOf(place.afterId);
  return index < 0 ? null : index + 2;
}

function aboutOf({ depth, parentId, replyBasis }: InThread): string[] {
  if (parentId === null) return [];
  return [`depth ${depth}`, `answers ${parentId}${replyBasis === 'inferred' ? ' (inferred from its words)' : ''}`];
}
