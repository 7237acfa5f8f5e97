import type { Database } from '../../src/modules/database/database.js';
import { Duplicates } from '../../src/modules/duplicates/duplicates.js';
import { Ingestion } from '../../src/modules/posts/ingestion.js';
import type { Affiliation } from '../../src/modules/sources/source.entity.js';
import type { Rows } from './conversation.js';

const WORDS =
  'The Department for Harbours will answer questions from the public every Thursday between noon and one, starting next week. Anyone may write in beforehand or while the hour lasts. Replies will stand on the pages of the department under the question, signed by the official who wrote them. Questions about single applications cannot be answered in public and will be passed on to the regional offices. The department expects some sixty questions a week, and will publish the number that it could not answer.';

const SITES: [title: string, affiliation: Affiliation, headline: string, text: string][] = [
  ['Harbour Light', 'civil-service', 'A question hour for harbours', WORDS],
  ['The Estuary Courier', 'media', 'Ministry to answer the public', `From our harbour desk. ${WORDS}`],
  ['Progress Party News', 'party', 'Our minister delivers', `Another promise kept. ${WORDS}`],
  ['Medway Riverside Council', 'local-government', 'Question hour', WORDS],
  ['The Ferryman', 'commentator', 'For the record', WORDS.slice(0, 330).concat('… Read more')],
  ['Tide Tables', 'commentator', 'They will answer', WORDS.toUpperCase()],
  ['Quayside Gazette', 'media', 'An hour for questions', `${WORDS} More in tomorrow’s paper.`],
  ['Dredgers United', 'public', 'Department announces hour', WORDS],
  ['Committee Corridor', 'parliament', 'Harbours: question hour announced', WORDS],
  ['Lock and Weir', 'unknown', 'News from the department', `By the editors. ${WORDS}`],
];

/** One release on ten sites within a day, with comments under four of them, and somebody of the same name under two. */
export async function releases(rows: Rows, database: Database): Promise<{ leaderId: number; copyIds: number[] }> {
  const ids: number[] = [];
  for (const [index, [title, affiliation, headline, text]] of SITES.entries()) {
    const source = await rows.source(title, affiliation);
    const at = `2008-04-04T${String(8 + index).padStart(2, '0')}:00:00Z`;
    ids.push(await rows.post(source, at, { title: headline, authorName: null, text, html: `<p>${text}</p>`, voice: affiliation }));
  }
  const [leaderId = 0, courier = 0, party = 0] = ids;
  const say = async (rootId: number, at: string, authorName: string, text: string, said: { voice?: Affiliation } = {}) => {
    const { sourceId } = await database.manager.getRepository<{ id: number; sourceId: number }>('post').findOneByOrFail({ id: rootId });
    return rows.comment(sourceId, rootId, at, { authorName, text, html: `<p>${text}</p>`, ...said });
  };
  await say(leaderId, '2008-04-04T09:10:00Z', 'Sam', 'Will the answers be searchable?');
  await say(courier, '2008-04-04T10:20:00Z', 'Sam', 'Sixty questions a week is one a minute. Good luck to them.');
  await say(courier, '2008-04-04T11:00:00Z', 'Wilma Brace', 'I shall ask about the dredger, every week.');
  await say(party, '2008-04-04T12:00:00Z', 'A Delegate', 'Did the party do this, or the department?');
  await say(party, '2008-04-04T12:30:00Z', 'Owen Tranter', 'The department did, as far as I can read.');
  await database.write((manager) => new Duplicates(new Ingestion()).file(manager, ids));
  return { leaderId, copyIds: ids.slice(1) };
}
