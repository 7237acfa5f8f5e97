import type { Database } from '../../src/modules/database/database.js';
import { EntityEntity } from '../../src/modules/mentions/entity.entity.js';
import { MentionEntity } from '../../src/modules/mentions/mention.entity.js';
import type { Role } from '../../src/modules/mentions/watched.js';
import type { PostEntity } from '../../src/modules/posts/post.entity.js';
import { Rows } from './conversation.js';
import { polled } from './surgery.js';

/** Entities and who mentions them, as rows. */
export class Talked extends Rows {
  constructor(private readonly store: Database) {
    super(store);
  }

  async entity(name: string, said: Partial<EntityEntity> = {}): Promise<number> {
    const row = {
      slug: name.toLowerCase().replace(/\W+/g, '-'),
      name,
      kind: 'department',
      aliases: [],
      handles: [],
      hashtags: [],
      urls: [],
      excluding: [],
      createdAt: new Date(0),
      updatedAt: new Date(0),
      ...said,
    };
    const { identifiers } = await this.store.write((manager) => manager.insert(EntityEntity, row));
    return (identifiers[0] as { id: number }).id;
  }

  /** The roles of one entity in one post, each at a place of its own. */
  async mention(postId: number, entityId: number, ...roles: Role[]): Promise<void> {
    const rows = roles.map((role, start) => ({
      postId,
      entityId,
      field: 'text' as const,
      position: 0,
      start,
      end: start + 1,
      role,
      alias: 'x',
    }));
    await this.store.write((manager) => manager.insert(MentionEntity, rows));
  }

  async mentioning(
    entityId: number,
    sourceId: number,
    at: string,
    role: Role = 'discussed',
    said: Partial<PostEntity> = {},
  ): Promise<number> {
    const id = await this.post(sourceId, at, said);
    await this.mention(id, entityId, role);
    return id;
  }
}

/**
 * A department with a blog and a minister’s account of its own, an agency without any, and one that nobody mentions. The present is 5 April 2008, noon.
 */
export async function harbours(rows: Talked, database: Database) {
  const department = await rows.entity('Department for Harbours', {
    aliases: [{ text: 'Harbours', isCaseSensitive: true, from: null, until: '2009-01-01' }],
    handles: [{ platform: 'twitter', name: 'harbourmin', from: '2008-03-10', until: null }],
    hashtags: ['harbours'],
    urls: ['https://lamp.example/'],
    excluding: ['pearl harbour'],
    from: '2007-01-01',
  });
  const agency = await rows.entity('Canal Agency', { kind: 'agency' });
  await rows.entity('Ministry of Silence', { kind: null });
  const lamp = await rows.source('Harbour Lamp', 'civil-service', { siteUrl: 'https://lamp.example/' });
  const account = await rows.source('The Minister', 'minister', { siteUrl: 'https://twitter.com/harbourmin', platform: 'twitter' });
  const paper = await rows.source('Estuary Courier', 'media');
  for (const source of [lamp, account, paper]) await polled(database, await rows.feed(source), '2007-04-01', 371);
  const own = await rows.post(lamp, '2008-03-12T09:00:00Z', { voice: 'civil-service', title: 'Opening hours', authorName: 'Ruth Ferrier' });
  const question = await rows.comment(lamp, own, '2008-03-12T10:00:00Z', { authorName: 'Owen Tranter', text: 'When is the lock open?' });
  await rows.mention(question, department, 'addressed', 'discussed');
  const answer = await rows.comment(lamp, own, '2008-03-12T11:00:00Z', {
    parentId: question,
    authorName: 'Ruth Ferrier',
    replyBasis: 'markup',
  });
  const open = await rows.mentioning(department, paper, '2008-03-20T09:00:00Z', 'addressed', {
    voice: 'media',
    title: 'Who pays for the dredging?',
    text: 'Department for Harbours, who pays for the dredging?',
    authorName: 'Tom Arkwright',
  });
  await rows.mention(open, agency, 'discussed');
  for (let number = 0; number < 3; number++)
    await rows.comment(paper, open, `2008-03-20T1${number}:00:00Z`, { authorName: `Reader ${number}` });
  // The account was somebody else's before.
  await rows.post(account, '2008-03-01T09:00:00Z', { voice: 'minister' });
  await rows.mentioning(department, account, '2008-03-15T09:00:00Z', 'linked', { voice: 'minister', authorName: null });
  await rows.mentioning(department, paper, '2007-05-01T09:00:00Z', 'quoted', { voice: 'media' });
  const removed = { goneAt: new Date('2008-03-22T00:00:00Z'), voice: 'media' as const };
  await rows.mentioning(department, paper, '2008-03-21T09:00:00Z', 'discussed', removed);
  return { department, agency, lamp, account, paper, own, question, answer, open };
}

/** The same, and much more than usual in the last hour: of the department in a paper, of the agency in a blog that has only just been added. */
export async function busyHarbours(rows: Talked, database: Database) {
  const known = await harbours(rows, database);
  const { department, agency, paper } = known;
  const added = await rows.source('Added Lately', 'commentator');
  await rows.feed(added);
  for (let number = 0; number < 14; number++) {
    const at = `2008-04-05T11:${20 + number}:00Z`;
    await rows.mentioning(department, paper, at, 'discussed', { voice: 'media' });
    await rows.mentioning(agency, added, at, 'discussed', { voice: 'commentator' });
  }
  return known;
}
