import { CodebookService } from '../../../src/modules/coding/codebook.service.js';
import { codeOf } from '../../../src/modules/coding/code.form.js';
import { judgementOf } from '../../../src/modules/coding/judgement.form.js';
import { JudgementsService } from '../../../src/modules/coding/judgements.service.js';
import { Writing } from '../../../src/modules/exports/writing.js';
import { Rows } from '../../support/conversation.js';
import { openTestDatabase } from '../../support/database.js';
import { allExported } from '../../support/exported.js';

test('an exported post names who judged it, the codes that hold, and the notes', async () => {
  const { database, close } = await openTestDatabase();
  try {
    const clock = { now: () => new Date('2009-03-02T12:00:00Z') };
    const rows = new Rows(database);
    const source = await rows.source('A blog');
    const [first, second] = [await rows.post(source, '2008-04-03T10:00:00Z'), await rows.post(source, '2008-04-03T11:00:00Z')];
    const drafts = ['Question', 'Thanks'].map((label) => codeOf({ label })).flatMap((read) => (read.ok ? [read.draft] : []));
    await new CodebookService(database, clock).save(drafts);
    for (const said of [
      { post: first, coder: 'Bob', codes: ['thanks'], note: 'Taken back' },
      { post: first, coder: 'Bob', codes: ['thanks', 'question'], note: '=1+1' },
      { post: first, coder: 'Ada' },
    ]) {
      const read = judgementOf(said);
      if (read.ok) await new JudgementsService(database, clock).judge([read.draft]);
    }
    const exported = await allExported(database);
    expect(exported.map(({ id, coders, codes, notes }) => ({ id, coders, codes, notes }))).toEqual([
      {
        id: first,
        coders: ['Bob', 'Ada'],
        codes: [
          { code: 'question', coder: 'Bob' },
          { code: 'thanks', coder: 'Bob' },
        ],
        notes: [{ coder: 'Bob', text: '=1+1' }],
      },
      { id: second, coders: [], codes: [], notes: [] },
    ]);
    let csv = '';
    const pages = (async function* () {
      yield await Promise.resolve(exported);
    })();
    for await (const piece of new Writing('csv').of(pages)) csv += piece.toString();
    expect(csv).toContain(',Bob; Ada,question: Bob; thanks: Bob,Bob: =1+1,');
  } finally {
    await close();
  }
});
