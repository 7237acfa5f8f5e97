import PostalMime, { type Attachment } from 'postal-mime';
import { legalText } from '../../feeds/characters.js';

/** More than the notice, the whole of our mail and what servers write around them. */
export const NOTICE_BYTES_MAX = 1_000_000;
const LIMITS = { maxNestingDepth: 16, maxHeadersSize: 500_000, forceRfc822Attachments: true };
const RETURNED_BYTES_MAX = 64_000;
const STATUS_BYTES_MAX = 64_000;
const RECIPIENTS_MAX = 50;
const NAMES_MAX = 20;
const ANSWER_CHARACTERS_MAX = 500;

const NO_NOTICE = 'This is no notice of a mail server: it has no part of the type message/delivery-status (RFC 3464).';
export const TOO_LARGE = `This mail is larger than ${NOTICE_BYTES_MAX / 1_000_000} MB, and no notice about a mail of ours is.`;

/** RFC 3464, 2.3.3; relayed and expanded count as delivered, for nobody tells us more. */
export type Fate = 'failed' | 'delayed' | 'delivered';

/** What became of a mail for one recipient. */
export interface RecipientNotice {
  /** As it was written on the envelope, and as it was in the end; folded. */
  addresses: string[];
  fate: Fate;
  /** For good, and for what the address is: not for a time, and not for who we are. */
  isOfAddress: boolean;
  /** The code and what the server said. */
  answer: string;
}

/** What a notice says (a delivery status notification, RFC 3464). */
export interface Notice {
  /** Names that the returned mail may have, without angle brackets. */
  messageIds: string[];
  recipients: RecipientNotice[];
}

/** `why` is a sentence. */
export type NoticeReading = { ok: true; notice: Notice } | { ok: false; why: string };

/** Reads a mail that came back. Nothing in it is believed yet. */
export async function readNotice(mail: Uint8Array): Promise<NoticeReading> {
  if (mail.length > NOTICE_BYTES_MAX) return { ok: false, why: TOO_LARGE };
  // Most of what comes to such an address is none: that costs no more than a look.
  if (!/delivery-status/i.test(Buffer.from(mail).toString('latin1'))) return { ok: false, why: NO_NOTICE };
  try {
    const { attachments, headers } = await PostalMime.parse(mail, LIMITS);
    const status = attachments.find(({ mimeType }) => /^message\/(global-)?delivery-status$/.test(mimeType));
    if (!status) return { ok: false, why: NO_NOTICE };
    const recipients = await recipientsIn(status);
    if (recipients.length === 0)
      return { ok: false, why: 'The notice does not say what became of a mail: no recipient in it has an Action.' };
    const answered = headers.filter(({ key }) => key === 'in-reply-to' || key === 'references').map(({ value }) => value);
    const messageIds = [...(await namesReturned(attachments)), ...answered.flatMap(namesIn)].slice(0, NAMES_MAX);
    if (messageIds.length === 0) return { ok: false, why: 'The notice does not say which mail it is about: there is no Message-ID in it.' };
    return { ok: true, notice: { messageIds, recipients } };
  } catch (error) {
    return { ok: false, why: `This mail cannot be read: ${(error as Error).message}.` };
  }
}

/** The mildest of what became of it, for the address where that is named: what reached somebody of a list did not fail. */
export function mildestFor(recipients: readonly RecipientNotice[], address: string): RecipientNotice | null {
  const own = recipients.filter(({ addresses }) => addresses.includes(address.toLowerCase()));
  const rank = ({ fate, isOfAddress }: RecipientNotice) => ({ delivered: 0, delayed: 1, failed: 2 })[fate] + (isOfAddress ? 1 : 0);
  return (own.length > 0 ? own : [...recipients]).sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

/** Fields of the whole mail first, then those of each recipient, parted by empty lines. */
async function recipientsIn(status: Attachment): Promise<RecipientNotice[]> {
  const groups = textOf(status, STATUS_BYTES_MAX)
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n\s*/)
    .slice(0, RECIPIENTS_MAX);
  const read = await Promise.all(groups.map(async (group) => recipientIn(await fieldsOf(`${group.trim()}\n\n`))));
  return read.filter((recipient) => recipient !== null);
}

function recipientIn(fields: ReadonlyMap<string, string>): RecipientNotice | null {
  const fate = fateOf(fields.get('action') ?? '');
  if (fate === null) return null;
  const diagnostic = legalText(behindType(fields.get('diagnostic-code') ?? ''));
  const said = /\b[245]\.\d{1,3}\.\d{1,3}\b/;
  const [status = ''] = said.exec(fields.get('status') ?? '') ?? [];
  // Some give no more than the class, and the code of the other server beside it.
  const [code = status] = status === '' || status.endsWith('.0.0') ? (said.exec(diagnostic) ?? []) : [status];
  const isForGood = code === '' ? /^5\d\d\b/.test(diagnostic) : code.startsWith('5.');
  return {
    addresses: ['original-recipient', 'final-recipient'].map((name) =>
      behindType(fields.get(name) ?? '')
        .replace(/^<|>$/g, '')
        .toLowerCase(),
    ),
    fate,
    isOfAddress: fate === 'failed' && isForGood && !code.startsWith('5.7.'),
    answer: [...(diagnostic.includes(code) ? [] : [code]), diagnostic].join(' ').trim().slice(0, ANSWER_CHARACTERS_MAX),
  };
}

function fateOf(action: string): Fate | null {
  const [word = ''] = /^[a-z]+/.exec(action.trim().toLowerCase()) ?? [];
  if (word === 'failed' || word === 'delayed') return word;
  return ['delivered', 'relayed', 'expanded'].includes(word) ? 'delivered' : null;
}

/** `rfc822; ada@example.org`, `smtp; 550 No such user` */
function behindType(value: string): string {
  return value
    .replace(/^[\w-]+\s*;/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Of the mail that came back, whole or its head alone. */
async function namesReturned(attachments: readonly Attachment[]): Promise<string[]> {
  const returned = attachments.filter(({ mimeType }) =>
    ['message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global', 'message/global-headers'].includes(mimeType),
  );
  const names = returned.slice(0, 3).map(async (part) => {
    const [head = ''] = textOf(part, RETURNED_BYTES_MAX)
      .replace(/\r\n?/g, '\n')
      .trimStart()
      .split(/\n[ \t]*\n/, 1);
    return namesIn((await fieldsOf(`${head}\n\n`)).get('message-id') ?? '');
  });
  return (await Promise.all(names)).flat();
}

function namesIn(value: string): string[] {
  return [...value.matchAll(/<([^<>\s]{1,200})>/g)].map(([, name = '']) => name);
}

/** Unfolded, by their names in small letters; of those that are repeated the first. */
async function fieldsOf(text: string): Promise<Map<string, string>> {
  const { headers } = await PostalMime.parse(text, LIMITS);
  return new Map(headers.map(({ key, value }): [string, string] => [key, value]).reverse());
}

function textOf({ content }: Attachment, bytesMax: number): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
  return bytes.subarray(0, bytesMax).toString('utf8');
}
