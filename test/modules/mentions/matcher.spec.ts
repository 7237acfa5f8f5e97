import fc from 'fast-check';
import { draftOf } from '../../../src/modules/mentions/draft.js';
import { Matcher } from '../../../src/modules/mentions/matcher.js';
import type { Found, Readable, Watched } from '../../../src/modules/mentions/watched.js';

/** An entity as a catalogue writes it. */
function watched(id: number, row: object): Watched {
  const result = draftOf(row);
  if (!result.ok) throw new Error(result.problems.join(' '));
  return { id, ...result.draft };
}

const NUMBER_10 = watched(1, {
  name: "Prime Minister's Office",
  aliases: ['10 Downing Street', '10 Downing St', '=No 10', '=Number 10'],
  handles: ['twitter:downingstreet [..2010-05-11]', 'twitter:Number10gov [2010-05-12..]', 'mastodon:pm@social.example'],
  hashtags: ['number10'],
  urls: ['http://www.number10.gov.uk', 'https://www.gov.uk/government/organisations/prime-ministers-office-10-downing-street'],
  excluding: ['near/4:cambridge', 'after:bus', 'anywhere:football club'],
});
const TREASURY = watched(2, { name: 'HM Treasury', aliases: ['the treasury', '=Treasury'], excluding: ['after:bonds', 'before:=US'] });
const TORIES = watched(3, { name: 'Conservative Party', aliases: ['tories', '=Tory'], excluding: ['near/3:1600..1899'] });

function post(text: string, more: Partial<Readable> = {}): Readable {
  return {
    kind: 'post',
    title: null,
    text,
    html: '',
    platform: 'web',
    day: '2009-03-02',
    links: [],
    speakerUrls: [],
    answeredUrls: [],
    ...more,
  };
}

/** What was found, as the words that stand there. */
function words(entities: Watched[], readable: Readable): string[] {
  return new Matcher(entities).match(readable).map((found) => `${found.entityId} ${found.role} ${written(readable, found)}`);
}

function written(readable: Readable, { field, position, start, end }: Found): string {
  if (field === 'reply') return '(reply)';
  if (field === 'link') return readable.links.find((link) => link.position === position)!.url.slice(start, end);
  return (field === 'title' ? readable.title! : readable.text).slice(start, end);
}

test.each([
  ['No 10 is shut.', 'No 10'],
  ['No.10 is shut.', 'No.10'],
  ['No. 10 is shut.', 'No. 10'],
  ['No10 is shut.', 'No10'],
  ["No 10's door", 'No 10'],
  ['Number 10’s door', 'Number 10'],
  ['(Number 10)', 'Number 10'],
  ['at 10 DOWNING STREET', '10 DOWNING STREET'],
  ['at 10 Down\u00ading Street', '10 Down\u00ading Street'],
  ['at １０ Ｄｏｗｎｉｎｇ Street', '１０ Ｄｏｗｎｉｎｇ Street'],
  ['😀 No 10 😀', 'No 10'],
])('%s', (text, expected) => expect(words([NUMBER_10], post(text))).toEqual([`1 discussed ${expected}`]));

test.each([
  'There were no 10 pound notes.',
  'I said no. 10 people left.',
  'It says so on page 3, No. 100.',
  'He is in No 10th place.',
  'Volcano 10 is quiet.',
  'He lives at 10 Downing St, Cambridge.',
  'The Number 10 bus was late.',
  'Number 10 of the football club fell over.',
  'We have a number. 10 is what it is.',
  'Mail no10@number10.example.com at once.',
])('nothing in: %s', (text) => expect(words([NUMBER_10], post(text))).toEqual([]));

test('a rule holds for what stands beside it, in its case', () => {
  expect(words([TREASURY], post('Treasury bonds fell.'))).toEqual([]);
  expect(words([TREASURY], post('It is the Treasury. Bonds fell.'))).toEqual(['2 discussed Treasury']);
  expect(words([TREASURY], post('The US Treasury spoke.'))).toEqual([]);
  expect(words([TREASURY], post('It cost us, Treasury or no Treasury.'))).toHaveLength(2);
  expect(words([TORIES], post('The tories’ of 1834 wore hats.'))).toEqual([]);
  expect(words([TORIES], post('The tories of 1934 wore hats, a Tory said.'))).toEqual(['3 discussed tories', '3 quoted Tory']);
});

test('the article that an alias asks for is no part of the mention', () => {
  expect(words([TREASURY], post('Ask the treasury, not any treasury.'))).toEqual(['2 discussed treasury']);
});

test('the longest name wins, and a name that several bear is all of theirs', () => {
  const health = watched(4, { name: 'Department of Health' });
  const care = watched(5, { name: 'Department of Health and Social Care', aliases: ['DH'] });
  const harbours = watched(6, { name: 'Department of Harbours', aliases: ['DH'] });
  const all = [health, care, harbours];
  expect(words(all, post('The Department of Health and Social Care is new.'))).toEqual([
    '5 discussed Department of Health and Social Care',
  ]);
  expect(words(all, post('The Department of Health and the rest.'))).toEqual(['4 discussed Department of Health']);
  expect(words(all, post('Ask DH.'))).toEqual(['5 discussed DH', '6 discussed DH']);
});

test('commas stand in names that have them, and ends of sentences in none', () => {
  const schools = watched(7, { name: 'Department for Children, Schools and Families' });
  const party = watched(8, { name: 'Labour Party' });
  expect(words([schools], post('Department for Children Schools & Families'))).toHaveLength(1);
  expect(words([schools], post('Department for Children, Schools and Families'))).toHaveLength(1);
  expect(words([party], post('I am for Labour. Party tonight?'))).toEqual([]);
  expect(words([party], post('Labour, party of the year'))).toEqual([]);
});

test('an account changes hands, and a body has its days', () => {
  const before = post('@downingstreet hello', { platform: 'twitter', day: '2010-05-11' });
  expect(words([NUMBER_10], before)).toEqual(['1 addressed @downingstreet']);
  expect(words([NUMBER_10], { ...before, day: '2010-05-12' })).toEqual([]);
  expect(words([NUMBER_10], { ...before, text: '@Number10gov hello', day: '2010-05-12' })).toEqual(['1 addressed @Number10gov']);
  const dius = watched(9, { name: 'DIUS', from: '2007-06-28', until: '2009-06-05' });
  expect(words([dius], post('DIUS is new', { day: '2007-06-27' }))).toEqual([]);
  expect(words([dius], post('DIUS is new', { day: '2007-06-28' }))).toHaveLength(1);
  expect(words([dius], post('DIUS is old', { day: '2009-06-06' }))).toEqual([]);
});

test('a handle is an account of the platform that it is written on; on a blog, of any', () => {
  const text = 'we asked @downingstreet about it';
  expect(words([NUMBER_10], post(text, { platform: 'twitter' }))).toEqual(['1 discussed @downingstreet']);
  expect(words([NUMBER_10], post(text, { platform: 'bluesky' }))).toEqual([]);
  expect(words([NUMBER_10], post(text, { platform: 'wordpress' }))).toEqual(['1 discussed @downingstreet']);
  expect(words([NUMBER_10], post('we met @pm@social.example.', { platform: 'mastodon' }))).toEqual(['1 discussed @pm@social.example']);
  expect(words([NUMBER_10], post('we met @pm@other.example.', { platform: 'mastodon' }))).toEqual([]);
});

test('an address is the entity’s from its own on downwards, in words or behind them', () => {
  expect(words([NUMBER_10], post('See http://number10.gov.uk/Page1.'))).toEqual(['1 linked http://number10.gov.uk/Page1']);
  expect(words([NUMBER_10], post('See www.number10.gov.uk, or number10.gov.uk.example.net.'))).toEqual(['1 linked www.number10.gov.uk']);
  const link = { position: 3, url: 'http://www.number10.gov.uk/x', key: 'https://number10.gov.uk/x' };
  expect(words([NUMBER_10], post('See there.', { links: [link] }))).toEqual(['1 linked http://www.number10.gov.uk/x']);
  expect(words([NUMBER_10], post('See http://www.number10.gov.uk/x.', { links: [link] }))).toEqual([
    '1 linked http://www.number10.gov.uk/x',
  ]);
  const elsewhere = { position: 0, url: 'https://www.gov.uk/government', key: 'https://gov.uk/government' };
  expect(words([NUMBER_10], post('See there.', { links: [elsewhere] }))).toEqual([]);
});

test('an answer speaks to whoever it answers, unless that is itself', () => {
  const answered = { answeredUrls: ['https://twitter.com/downingstreet'] };
  expect(words([NUMBER_10], post('And when?', answered))).toEqual(['1 addressed (reply)']);
  expect(words([NUMBER_10], post('And when?', { ...answered, speakerUrls: ['https://twitter.com/DowningStreet'] }))).toEqual([]);
  expect(words([NUMBER_10], post('And when?', { answeredUrls: ['https://twitter.com/hester'] }))).toEqual([]);
});

test.each([
  ['Dear Number 10,\nplease answer.', 'addressed'],
  ['Number 10, when will you answer?', 'addressed'],
  ['Are you there, Number 10?', 'addressed'],
  ['Number 10, you will remember, is a house.', 'discussed'],
  ['Number 10, we are still waiting.', 'addressed'],
  ['Any word on the bridge, Number 10?', 'addressed'],
  ['With respect, Number 10, that is no answer.', 'addressed'],
  ['Stop, Number 10, and read it.', 'addressed'],
  ['Could Number 10 please say when?', 'addressed'],
  ['Can Number 10 last the winter?', 'discussed'],
  ['May I remind Number 10 that it promised a bridge?', 'addressed'],
  ['You at Number 10, look out of the window.', 'addressed'],
  ['To whoever minds the door at Number 10: it is open.', 'addressed'],
  ['A couple of questions for Number 10. When, and how?', 'addressed'],
  ['She had a question for Number 10. Nobody came.', 'discussed'],
  ['We wrote to the office, Number 10.', 'discussed'],
  ['“I went to Number 10 and nobody was in,” she wrote.', 'quoted'],
  ['The “Number 10” story.', 'discussed'],
  ['Number 10 reckons that it will.', 'quoted'],
  ['Number 10 has today announced a bridge.', 'quoted'],
  ['A Number 10 spokesman would not be drawn.', 'quoted'],
  ['As Number 10 put it, wait.', 'quoted'],
  ['Number 10 called it “a misunderstanding of the river”.', 'quoted'],
  ['Number 10 has closed the gate and says it will stay closed.', 'quoted'],
  ['A friend in Number 10 says it will.', 'discussed'],
  ['The head of Number 10 said so.', 'quoted'],
  ['Number 10: no bridge this year', 'quoted'],
  ['Number 10 said that it would.', 'quoted'],
  ['Number 10 said nothing.', 'discussed'],
  ['It will, according to Number 10.', 'quoted'],
  ['> Number 10 is shut\n\nNo, it is not.', 'quoted'],
])('%s: %s', (text, role) => expect(new Matcher([NUMBER_10]).match(post(text)).map((found) => found.role)).toEqual([role]));

test('what stands in a block quotation is another’s', () => {
  const html = '<p>He wrote:</p><blockquote><p>Number 10 is shut.</p></blockquote><p>Number 10 is open.</p>';
  const text = 'He wrote:\n\nNumber 10 is shut.\n\nNumber 10 is open.';
  expect(words([NUMBER_10], post(text, { html }))).toEqual(['1 quoted Number 10', '1 discussed Number 10']);
});

test('the title has mentions of its own', () => {
  expect(words([TREASURY], post('Nothing here.', { title: 'The Treasury at work' }))).toEqual(['2 discussed Treasury']);
});

test('places are those of the text, whatever stands around', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      const text = `${before}\n\nNumber 10\n\n${after}`;
      const found = new Matcher([NUMBER_10]).match(post(text));
      expect(found.some(({ start, end }) => text.slice(start, end) === 'Number 10')).toBe(true);
      for (const { start, end } of found) expect(text.slice(start, end)).toMatch(/10|number/i);
    }),
  );
});

test('more words than one unit can tell apart are told apart all the same', () => {
  const many = Array.from({ length: 40 }, (_, index) => watched(index + 1, { name: `Alpha${index}x Beta${index}y` }));
  const text = 'alpha39x beta39y and alpha7x beta8y and alpha7x beta7y';
  for (const narrowMax of [1000, 10]) {
    const found = new Matcher(many, narrowMax).match(post(text));
    expect(found.map(({ entityId, start, end }) => [entityId, text.slice(start, end)])).toEqual([
      [40, 'alpha39x beta39y'],
      [8, 'alpha7x beta7y'],
    ]);
  }
});

test('whoever repeats a name ten thousand times is mentioned a thousand', () => {
  expect(new Matcher([NUMBER_10]).match(post('Number 10, '.repeat(10_000)))).toHaveLength(1000);
});
