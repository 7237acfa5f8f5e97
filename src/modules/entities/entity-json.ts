import type { z } from 'zod';
import { figuresJson } from '../engagement/figures.answer.js';
import type { EntityRow } from '../mentions/entities.query.js';
import { rematched } from '../mentions/entities.text.js';
import type { EntityEntity } from '../mentions/entity.entity.js';
import type { Finding } from '../spikes/spike.js';
import type { entity, listedEntity, mentionFigures } from './entity.answer.js';
import type { EntityPortrait } from './entity-portraits.js';
import { emptyTally, type Tally } from './tallies.js';
import type { WatchedRow } from './watched.query.js';

export function listedJson({ slug, name, kind }: WatchedRow, tally: Tally = emptyTally()): z.output<typeof listedEntity> {
  const voices = [...tally.voices].map(([voice, messages]) => ({ voice, messages }));
  return { slug, name, kind, messages: tally.messages, voices, findings: tally.findings.map(findingJson) };
}

export function entityJson({ entity: row, posts, roles }: EntityRow): z.output<typeof entity> {
  const { slug, name, kind, from, until, aliases, handles, hashtags, urls, excluding, createdAt, updatedAt } = row;
  return {
    slug,
    name,
    kind,
    from,
    until,
    aliases: aliases.map(({ text, isCaseSensitive, from, until }) => ({ text, isCaseSensitive, from, until })),
    handles: handles.map(({ platform, name, from, until }) => ({ platform, name, from, until })),
    hashtags,
    urls,
    excluding,
    isLookedThrough: row.rematchAfterId === null,
    lookedThrough: rematched(row),
    posts,
    roles,
    createdAt,
    updatedAt,
  };
}

export function mentionsJson(row: EntityEntity, portrait: EntityPortrait): z.output<typeof mentionFigures> {
  const { span, mentioned, painted, others, findings, isCut, ownSources } = portrait;
  return {
    entity: row.slug,
    from: new Date(span.from),
    until: new Date(span.until),
    isCut,
    messages: mentioned.ids.length,
    voices: mentioned.voices.map(({ key, ids }) => ({ voice: key, messages: ids.length })),
    roles: mentioned.roles.map(({ role, ids }) => ({ role, messages: ids.length })),
    sources: mentioned.sources.map(({ title, voice, ids }) => ({ title, affiliation: voice, messages: ids.length })),
    people: mentioned.people.map(({ name, ids }) => ({ name, messages: ids.length })),
    beside: mentioned.beside.flatMap(({ entityId, ids }) => {
      const other = others.get(entityId);
      return other ? [{ slug: other.slug, name: other.name, messages: ids.length }] : [];
    }),
    threads: mentioned.threads.map(({ threadId, ids, replies, people }) => ({ threadId, messages: ids.length, replies, people })),
    findings: findings.map(findingJson),
    unanswered: painted.unanswered.map(({ message }) => message.id),
    speaks: ownSources.length === 0 ? null : figuresJson({ ...painted, source: row.slug, author: null, span }),
  };
}

function findingJson({ result, spike: { window, from, until, count, usual } }: Finding) {
  return { result, window, from: new Date(from), until: new Date(until), count, usual };
}
