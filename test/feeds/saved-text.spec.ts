import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readSavedText } from '../../src/feeds/saved-text.js';
import { instantOnPage, type SavedThread } from '../../src/feeds/saved-thread.js';
import { inProportion } from '../support/cpu.js';

const LONDON = { timezone: 'Europe/London', url: 'http://blog.example.org/2008/04/on-air.html' };

const PAGE = `
The minister has a channel now, and it
answers people. Is that new?
"Good to hear from you" it told one of them.

Posted by the hundred, such replies mean little. I wait for a real one.
See http://other.example/?p=12
Posted by: Ann Archer | April 03, 2008 at 01:40 PM
The office writes them, not the party.
Posted by: somebody | else, I would have guessed | April 3 maybe.
Posted by: Bob | the builder | April 03, 2008 at 02:15 PM
Thanks both.
Posted by: Cy | April 03, 2008 at 02:15 PM
Post a comment
Posted by: |
`;

const read = (text: string, page = LONDON): SavedThread => {
  const thread = readSavedText(text, page);
  if (!thread) throw new Error('no thread');
  return thread;
};

describe('the text of a saved page', () => {
  const { post, comments } = read(PAGE);

  test('is a post without a date', () => {
    expect(post).toMatchObject({
      kind: 'post',
      title: null,
      author: null,
      publishedAt: null,
      url: LONDON.url,
      guid: LONDON.url,
      inReplyTo: null,
      position: 0,
    });
    expect(post.text).toBe(
      'The minister has a channel now, and it answers people. Is that new?\n\n"Good to hear from you" it told one of them.',
    );
  });

  test('and comments, each closed by its footer', () => {
    expect(comments.map(({ author, publishedAt }) => [author?.name, publishedAt?.toISOString()])).toEqual([
      ['Ann Archer', '2008-04-03T12:40:00.000Z'],
      ['Bob | the builder', '2008-04-03T13:15:00.000Z'],
      ['Cy', '2008-04-03T13:15:00.000Z'],
    ]);
    expect(comments.map((comment) => comment.text)).toEqual([
      'Posted by the hundred, such replies mean little. I wait for a real one.\n\nSee http://other.example/?p=12',
      'The office writes them, not the party.\n\nPosted by: somebody | else, I would have guessed | April 3 maybe.',
      'Thanks both.',
    ]);
    expect(comments.map((comment) => comment.position)).toEqual([1, 2, 3]);
  });

  test('that answer the post, with their links', () => {
    for (const comment of comments)
      expect(comment).toMatchObject({ kind: 'comment', inReplyTo: { ref: post.guid, url: LONDON.url }, replyBasis: 'feed' });
    expect(comments[0]?.links).toEqual([
      { url: 'http://other.example/?p=12', key: 'https://other.example/?p=12', text: 'http://other.example/?p=12' },
    ]);
  });

  test('known again when it is read again', () => {
    expect(read(PAGE)).toEqual(read(PAGE.replaceAll('\n', '\r\n')));
    expect(new Set(comments.map((comment) => comment.guid)).size).toBe(3);
  });

  test('in the zone that is given', () => {
    expect(read(PAGE, { ...LONDON, timezone: 'America/New_York' }).comments[0]?.publishedAt?.toISOString()).toBe(
      '2008-04-03T17:40:00.000Z',
    );
    expect(() => readSavedText(PAGE, { ...LONDON, timezone: 'Europe/Atlantis' })).toThrow('There is no time zone named Europe/Atlantis.');
  });

  test('is nothing without a footer', () => {
    expect(readSavedText('One\n\nTwo\nPosted by: |\nPosted by: Ann | soon\nPosted by Ann', LONDON)).toBeNull();
    expect(readSavedText('', LONDON)).toBeNull();
  });
});

describe('where the post ends', () => {
  const FOOTER = 'Posted by: Ann | April 03, 2008 at 01:40 PM';
  const parts = (text: string) => {
    const { post, comments } = read(`${text}\n${FOOTER}`);
    return [post.title, post.text, comments[0]?.text];
  };

  test.each([
    ['the last blank line of equal ones', 'One.\n\nTwo.\n\nThree.', [null, 'One.\n\nTwo.', 'Three.']],
    ['the longest gap', 'One.\n\nTwo.\n\n\nThree.\n\nFour.', [null, 'One.\n\nTwo.', 'Three.\n\nFour.']],
    ['a heading', 'One.\n\nTwo.\n2 Comments\nThree.\n\nFour.', [null, 'One.\n\nTwo.', 'Three.\n\nFour.']],
    ['the last line, where nothing parts them', 'One.\nTwo.', [null, 'One.', 'Two.']],
    ['the beginning, where there is one line', 'One.', [null, '', 'One.']],
    ['a title is taken from the post', 'On the air\n\nOne.\n\nTwo.', ['On the air', 'One.', 'Two.']],
    ['a first sentence is no title', 'On the air.\n\nOne.\n\nTwo.', [null, 'On the air.\n\nOne.', 'Two.']],
  ])('%s', (_rule, text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  test('the post may have a footer of its own', () => {
    const { post, comments } = read(
      `One.\n\nTwo.\nPosted by Drew on April 03, 2008 at 11:21 AM in Politics | Permalink | Comments (1)\nThree.\n\nFour.\n${FOOTER}`,
    );
    expect(post).toMatchObject({
      text: 'One.\n\nTwo.',
      author: { name: 'Drew', url: null },
      publishedAt: new Date('2008-04-03T10:21:00Z'),
    });
    expect(comments.map((comment) => comment.text)).toEqual(['Three.\n\nFour.']);
  });
});

test.each([
  ['Posted by Ann at 3 April 2008 13:40', 'Ann', '2008-04-03T12:40:00.000Z'],
  ['posted by: Ann on Thursday, April 3rd, 2008 at 1:40 pm', 'Ann', '2008-04-03T12:40:00.000Z'],
  ['Posted by: | April 03, 2008 at 01:40 PM', undefined, '2008-04-03T12:40:00.000Z'],
  ['Posted by: Ann |\nApril 03, 2008 at\n01:40 PM', 'Ann', '2008-04-03T12:40:00.000Z'],
])('%j closes a comment', (footer, name, at) => {
  const [comment] = read(`Post.\n\nComment.\n${footer}`).comments;
  expect([comment?.author?.name, comment?.publishedAt?.toISOString(), comment?.text]).toEqual([name, at, 'Comment.']);
});

test.each([
  ['summer time', 'April 03, 2008 at 01:40 PM', '2008-04-03T12:40:00.000Z'],
  ['winter time', 'January 03, 2008 at 01:40 PM', '2008-01-03T13:40:00.000Z'],
  ['the hour that is skipped', 'March 30, 2008 at 01:30 AM', '2008-03-30T01:30:00.000Z'],
  ['the hour that comes twice', 'October 26, 2008 at 01:30 AM', '2008-10-26T01:30:00.000Z'],
  ['a zone of its own', '2008-04-03T13:40:00-05:00', '2008-04-03T18:40:00.000Z'],
])('a time in %s', (_name, text, expected) => {
  expect(instantOnPage(text, 'Europe/London')?.toISOString()).toBe(expected);
});

test('every comment written comes back, whatever the names and words', () => {
  const words = fc
    .stringMatching(/^[A-Z][a-z|.]{0,10}( [a-zA-Z|:.]{1,10}){0,4}[a-z]$/)
    .filter((line) => !/^(?:posted by|comments?$|responses?$|replies$)/i.test(line));
  const comment = fc.record({
    name: words,
    lines: fc.array(words, { minLength: 1, maxLength: 3 }),
    minute: fc.integer({ min: 10, max: 59 }),
  });
  fc.assert(
    fc.property(fc.array(comment, { minLength: 1, maxLength: 5 }), (written) => {
      const text = written
        .map(({ name, lines, minute }) => `${lines.join('\n')}\nPosted by: ${name} | April 03, 2008 at 01:${minute} PM`)
        .join('\n');
      const { comments } = read(`The post.\n\n${text}`);
      expect(
        comments.map(({ author, text: body, publishedAt }) => [author?.name, body.split('\n\n'), publishedAt?.getUTCMinutes()]),
      ).toEqual(written.map(({ name, lines, minute }) => [name, lines, minute]));
    }),
  );
});

test('hostile text takes time in proportion to its length', async () => {
  await inProportion(() => {
    readSavedText('Posted by '.repeat(50_000), LONDON);
    readSavedText('Posted by x\n'.repeat(50_000), LONDON);
    readSavedText(`${'\n'.repeat(200_000)}x`.repeat(2), LONDON);
    readSavedText(`${'x\n\n'.repeat(50_000)}Posted by: A | April 03, 2008 at 01:40 PM\n`.repeat(2), LONDON);
  });
});

const SEED = '../shared/seed';
(existsSync(SEED) ? test : test.skip)('the page that the project began with (needs ../shared/seed)', () => {
  const [file = ''] = readdirSync(SEED).filter((name) => name.endsWith('.txt'));
  const { post, comments } = read(readFileSync(`${SEED}/${file}`, 'utf8'));
  expect(post).toMatchObject({ title: null, publishedAt: null });
  expect(comments.map(({ author, publishedAt }) => [author?.name, publishedAt?.toISOString()])).toEqual([
    ['Ben Ayers', '2008-04-03T12:40:00.000Z'],
    ['Simon Dickson', '2008-04-03T13:15:00.000Z'],
    ['Matt Rhodes', '2008-04-03T13:15:00.000Z'],
  ]);
  expect(comments[2]?.links.map((link) => link.url)).toEqual(['http://blog.freshnetworks.com/?p=44']);
});
