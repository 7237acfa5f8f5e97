import { z } from 'zod';
import { sourceSpeaks, speakerOf, type SpeakerRow } from '../posts/speaker.js';
import { type Fence, tame, tameLine } from './fence.js';

const NAME_CHARACTERS = 200;
const TITLE_CHARACTERS = 300;
const URL_CHARACTERS = 500;

/** What a message is told from; the rows of threads, of results and of mentions have it. */
export interface MessageRow extends SpeakerRow {
  id: number;
  sourceId: number;
  url: string | null;
  title: string | null;
  text: string;
  language: string | null;
  publishedAt: number | null;
  sortAt: number;
  rootId: number | null;
  goneAt: number | null;
  isStub: number;
}

export const messageSchema = z.object({
  id: z.number().int(),
  threadId: z.number().int(),
  kind: z.enum(['post', 'comment']),
  href: z.string().describe('Its page here'),
  source: z.string().nullable().describe('The slug of the source on whose site it stands'),
  voice: z.string().describe('Whose voice it is: an affiliation, or "reader" for anybody’s comment'),
  at: z.string().describe('When it was published, or first seen where isDated is false'),
  isDated: z.boolean(),
  language: z.string().nullable(),
  removedAt: z.string().nullable().describe('When its publisher took it back; its words are then left out'),
  isCut: z.boolean().describe('There is more of the text than is shown'),
  untrusted: z.object({
    author: z.string(),
    site: z.string(),
    title: z.string().nullable(),
    text: z.string(),
    url: z.string().nullable().describe('Where its publisher shows it'),
  }),
});

export type Message = z.infer<typeof messageSchema>;

export interface Telling {
  slugs: ReadonlyMap<number, string>;
  baseUrl: string;
  charactersMax: number;
}

export function messageOf(row: MessageRow, { slugs, baseUrl, charactersMax }: Telling): Message {
  const isGone = row.goneAt !== null;
  const threadId = row.rootId ?? row.id;
  return {
    id: row.id,
    threadId,
    kind: row.kind === 'comment' ? 'comment' : 'post',
    href: `${baseUrl}/threads/${threadId}${row.rootId === null ? '' : `#post-${row.id}`}`,
    source: slugs.get(row.sourceId) ?? null,
    voice: sourceSpeaks(row) ? (row.voice ?? 'unknown') : 'reader',
    at: new Date(row.sortAt).toISOString(),
    isDated: row.publishedAt !== null,
    language: row.language !== null && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/.test(row.language) ? row.language : null,
    removedAt: isGone ? new Date(row.goneAt!).toISOString() : null,
    isCut: !isGone && row.text.length > charactersMax,
    untrusted: {
      author: tameLine(speakerOf(row).name, NAME_CHARACTERS),
      site: tameLine(row.sourceTitle, NAME_CHARACTERS),
      title: isGone || row.title === null ? null : tameLine(row.title, TITLE_CHARACTERS),
      text: isGone ? '' : tame(row.text.trim(), charactersMax),
      url: row.url === null ? null : tameLine(row.url, URL_CHARACTERS),
    },
  };
}

/** A message for whoever reads texts; `about` is what else we say of it. */
export function messageText(message: Message, fence: Fence, about: readonly string[] = []): string {
  const { id, kind, at, isDated, voice, source, removedAt, isCut, href, untrusted } = message;
  const ours = [
    `${kind} ${id}`,
    ...about,
    `${isDated ? '' : 'first seen '}${at}`,
    `voice: ${voice}`,
    ...(source === null ? [] : [`source: ${source}`]),
    ...(removedAt === null ? [] : [`removed by its publisher, ${removedAt}`]),
    ...(isCut ? ['the beginning; the page has the whole'] : []),
    href,
  ];
  const theirs = [
    `Author: ${untrusted.author} (${untrusted.site})`,
    ...(untrusted.title === null ? [] : [`Title: ${untrusted.title}`]),
    ...(untrusted.text === '' ? [] : ['', untrusted.text]),
  ];
  return `${ours.join(', ')}\n${fence.around(theirs.join('\n'))}`;
}
