import type { PostEntity } from '../../src/modules/posts/post.entity.js';
import type { Rows } from './conversation.js';

export interface Crosstalk {
  /** The post that the others take up. */
  question: number;
  /** The department's answer. */
  answer: number;
  /** A reader of the newspaper points to the department. */
  remark: number;
  report: number;
}

/** One conversation over four sites and three days: a question, the answer of a department, a report with a comment that links, an account. */
export async function crosstalk(rows: Rows): Promise<Crosstalk> {
  const notebook = await rows.source('Quay Notebook', 'commentator');
  const harbour = await rows.source('Beacon: the harbours blog', 'civil-service');
  const paper = await rows.source('The Tidewater Post', 'media');
  const account = await rows.source('Chirp / beacon', 'civil-service');
  const post = (
    source: number,
    at: string,
    authorName: string | null,
    title: string | null,
    text: string,
    more: Partial<PostEntity> = {},
  ) => rows.post(source, at, { authorName, title, text, html: `<p>${text}</p>`, ...more });

  const question = await post(
    notebook,
    '2008-04-02T08:10:00Z',
    'Hester Quill',
    'Who answers when you write to a lighthouse?',
    'I wrote to eleven lighthouses in March. Nine have an address on the web, four have a form, and one wrote back. I should like to know who reads the others, and whether anybody is allowed to answer.',
  );
  for (const [name, at, text] of [
    ['Owen Tranter', '09:00', 'The one that wrote back is staffed by volunteers, which rather proves the point.'],
    ['Priya Nandakumar', '09:40', 'Forms go to a contractor. I worked there.'],
  ] as const)
    await rows.comment(notebook, question, `2008-04-02T${at}:00Z`, { authorName: name, text, html: `<p>${text}</p>` });

  const answer = await post(
    harbour,
    '2008-04-02T15:30:00Z',
    'Ruth Ferrier',
    'We read them, and here is what we do next',
    'Yesterday a reader asked who answers when you write to a lighthouse. The honest answer is that nobody was told to. From Monday there is a name beside every address, and a week in which to reply.',
  );
  await rows.link(answer, question, 'who answers when you write to a lighthouse');
  await rows.link(answer, 'https://www.registers.example/lighthouses/2008', 'a name beside every address');

  const report = await post(
    paper,
    '2008-04-03T07:00:00Z',
    'Tom Arkwright',
    'Lighthouses promise to write back',
    'The harbours department has promised an answer within a week, after a blogger counted how few came. It did so on its own blog, not in a press release.',
  );
  await rows.link(report, answer, 'an answer within a week');
  await rows.link(report, question, 'a blogger counted');
  await rows.link(report, 'https://www.registers.example/lighthouses/2008', '');
  const words = 'They said so themselves, in more words than this paper has room for: read what they do next before you laugh.';
  const remark = await rows.comment(paper, report, '2008-04-03T08:15:00Z', {
    authorName: 'M. Frith',
    text: words,
    html: `<p>${words}</p>`,
  });
  await rows.link(remark, answer, 'read what they do next');

  const note = await post(
    account,
    '2008-04-04T10:05:00Z',
    null,
    null,
    'First week: 212 letters, 207 answers. Thanks to H. for counting. https://site.example/x',
  );
  await rows.link(note, question, 'https://site.example/x');
  return { question, answer, remark, report };
}

/** A thread of more than one page, and a post that was edited twice and then removed. */
export async function longAndEdited(rows: Rows): Promise<{ longId: number; editedId: number }> {
  const forum = await rows.source('Lock-keepers’ forum', 'public');
  const longId = await rows.post(forum, '2008-03-28T09:00:00Z', { title: 'Say your name and your lock', authorName: 'Moderator' });
  await rows.many(
    Array.from({ length: 620 }, (_, index) =>
      rows.row(forum, new Date(Date.UTC(2008, 2, 28, 10) + index * 60_000), {
        kind: 'comment',
        title: null,
        rootId: longId,
        parentId: longId,
      }),
    ),
  );
  const text =
    'Letters are answered within five working days, by a person with a name. Complaints about moorings go to the owner of the mooring, and not to us.';
  const editedId = await rows.post(forum, '2008-03-29T09:00:00Z', {
    title: 'What we promise',
    text,
    html: `<p>${text}</p>`,
    revisionCount: 2,
    updatedAt: new Date('2008-03-31T09:00:00Z'),
    goneAt: new Date('2008-04-02T08:00:00Z'),
  });
  await rows.revision(editedId, '2008-03-30T09:00:00Z', { title: 'Our promise', text: text.replace('five working days', 'a day') });
  await rows.revision(editedId, '2008-03-31T09:30:00Z', { title: 'What we promise', text: text.replace(', by a person with a name', '') });
  return { longId, editedId };
}
