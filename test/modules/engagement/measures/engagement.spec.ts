import fc from 'fast-check';
import { engagementOf, measureNamed } from '../../../../src/modules/engagement/measures/engagement.js';
import type { MeasureName } from '../../../../src/modules/engagement/measures/measure.js';
import type { Message, Talk } from '../../../../src/modules/engagement/measures/message.js';
import { aMessage, anAnswer, APRIL, aTalk, COVERED, DAY_MS, times } from '../support.js';
import { referenceFigures } from './reference.js';
import { inProportion } from '../../../support/cpu.js';

function figures(messages: Message[], said: Partial<Talk> = {}) {
  const { measures } = engagementOf(aTalk(messages, said));
  return (name: MeasureName) => measureNamed(measures, name);
}

/** A post of its own with a question beneath it by each of some people, of which the first few are answered. */
function surgery(people: number, answered: number): Message[] {
  const post = aMessage({ own: true });
  const questions = times(people, (index) => anAnswer(post, { person: `p${index}`, text: 'When does it open?' }));
  return [post, ...questions, ...questions.slice(0, answered).map((question) => anAnswer(question, { own: true, text: 'At nine.' }))];
}

test('what is said to it, and what of that it answers, with the messages that are counted', () => {
  const messages = surgery(12, 9);
  const of = figures(messages);
  const asked = messages.slice(1, 13).map(({ id }) => id);
  expect(of('answered-share')).toMatchObject({ value: 0.75, numerator: 9, denominator: 12, postIds: asked.slice(0, 9), amongIds: asked });
  expect(of('answered-questions')).toMatchObject({ value: 0.75, numerator: 9, denominator: 12 });
  expect(of('answered-share').interval).toMatchObject({ method: 'wilson', level: 0.95 });
  expect(of('reply-share')).toMatchObject({ value: 0.9, numerator: 9, denominator: 10 });
  expect(of('people-answered')).toMatchObject({ value: 9, interval: null });
  expect(of('reciprocity')).toMatchObject({ value: 0.75, numerator: 9, denominator: 12 });
});

test('too little to say anything is said in words', () => {
  const of = figures(surgery(9, 9));
  expect(of('answered-share')).toMatchObject({ value: null, interval: null, numerator: 9, denominator: 9 });
  expect(of('answered-share').insufficient).toBe(
    'There were 9 messages to it that had two days to be answered; it takes 10 to say anything.',
  );
  expect(of('answer-time').insufficient).toBe('There were 9 answers; it takes 10 to say anything.');
});

test('an answer counts from the first, and one before its question as at once', () => {
  const post = aMessage({ own: true, hour: 5 });
  const questions = times(11, (index) => anAnswer(post, { person: `p${index}` }));
  const answers = questions.flatMap((question, index) => [
    anAnswer(question, { own: true, at: question.at + (index - 1) * 60_000 }),
    anAnswer(question, { own: true, at: question.at + 30 * DAY_MS }),
  ]);
  expect(figures([post, ...questions, ...answers])('answer-time')).toMatchObject({ value: 4 * 60_000, numerator: 11 });
});

test('what was said yesterday may still be answered, and does not count yet', () => {
  const messages = surgery(12, 3);
  expect(figures(messages, { asOf: APRIL.from + 2 * DAY_MS })('answered-share').denominator).toBe(0);
  expect(figures(messages, { asOf: APRIL.from + 3 * DAY_MS })('answered-share').denominator).toBe(12);
});

test('to continue one’s own remark answers nobody', () => {
  const first = aMessage({ own: true });
  const thread = times(11, () => anAnswer(first, { own: true }));
  expect(figures([first, ...thread])('reply-share')).toMatchObject({ value: 0, numerator: 0, denominator: 12 });
});

test('where a publisher does not say who answers whom, to speak beneath one’s own post after others is to reply', () => {
  const post = aMessage({ own: true });
  const early = anAnswer(post, { own: true, isFlat: true, at: post.at + 1 });
  const reader = anAnswer(post, { isFlat: true, person: 'ada', at: post.at + 2, text: 'Will it open?' });
  const late = anAnswer(post, { own: true, isFlat: true, at: post.at + 3 });
  const { measures, unanswered } = engagementOf(aTalk([post, early, reader, late]));
  expect(measureNamed(measures, 'reply-share')).toMatchObject({ postIds: [late.id], denominator: 3 });
  expect(unanswered).toEqual([{ message: reader, ageMs: APRIL.asOf - reader.at, perhapsAnsweredBy: late }]);
});

test('what one reader says to another is not said to the voice; what names it, elsewhere, is', () => {
  const post = aMessage({ own: true });
  const ada = anAnswer(post, { person: 'ada' });
  const ben = anAnswer(ada, { person: 'ben' });
  const elsewhere = aMessage({ person: 'cy', isAddressed: true });
  expect(figures([post, ada, ben, elsewhere])('answered-share').amongIds.sort()).toEqual([ada.id, elsewhere.id].sort());
});

test('an answer to what is not stored, and to what a parent beyond our reach said, is a reply', () => {
  const messages = [aMessage({ own: true, answersElsewhere: true }), aMessage({ own: true, parentId: 999_999, kind: 'comment' })];
  expect(figures(messages)('reply-share').numerator).toBe(2);
});

test('what was removed is not counted', () => {
  const post = aMessage({ own: true });
  const spam = times(20, () => anAnswer(post, { isGone: true, text: 'Cheap boats?' }));
  const { measures, unanswered } = engagementOf(aTalk([post, ...spam]));
  expect([measureNamed(measures, 'answered-share').denominator, unanswered]).toEqual([0, []]);
});

test('depth counts how far others went on after it replied', () => {
  const messages = times(30, () => {
    const reader = aMessage({ person: 'ada' });
    const reply = anAnswer(reader, { own: true });
    const back = anAnswer(reply, { person: 'ada' });
    return [reader, reply, back, anAnswer(back, { person: 'ben' })];
  });
  expect(figures(messages.flat())('depth-after-reply')).toMatchObject({ value: 2, denominator: 30, interval: null });
});

test('popularity, commitment and virality by their published formulas', () => {
  const posts = times(40, (index) => aMessage({ own: true, counts: { likes: index % 4, comments: index % 2, shares: 0 } }));
  const of = figures(posts, { audience: 2_000 });
  expect(of('popularity-1')).toMatchObject({ value: 0.75, numerator: 30, denominator: 40 });
  expect(of('popularity-2')).toMatchObject({ value: 1.5, numerator: 60 });
  expect(of('popularity-3')).toMatchObject({ value: 0.75, unit: 'per-thousand' });
  expect(of('commitment-2').value).toBe(0.5);
  expect(of('virality-1')).toMatchObject({ value: 0, numerator: 0 });
  expect(of('engagement').value).toBe(1);
});

test('a post whose likes nobody counts is left out, and not taken for one without', () => {
  const posts = times(40, (index) => aMessage({ own: true, counts: { likes: index < 30 ? 2 : null, comments: 0, shares: 1 } }));
  const of = figures(posts, { audience: 1000 });
  expect(of('popularity-1')).toMatchObject({ value: 1, numerator: 30, denominator: 30 });
  expect([of('virality-2').denominator, of('engagement')]).toMatchObject([40, { value: 3, denominator: 30 }]);
  expect(figures(posts, { audience: 0 })('popularity-3')).toMatchObject({ value: null, insufficient: 'Nobody follows it.' });
  expect(figures(posts.slice(20))('popularity-1').insufficient).toBeNull();
  expect(figures(posts.slice(22))('popularity-1').insufficient).toBe(
    'There were 8 posts of its own whose likes are counted; it takes 10 to say anything.',
  );
});

test('where a platform gives no counts, there are words instead', () => {
  const of = figures(times(40, () => aMessage({ own: true })));
  expect(of('popularity-2')).toMatchObject({ value: null, insufficient: 'Its platform does not say how many likes a post has.' });
  expect(of('engagement').insufficient).toBe('Its platform does not say how many follow it.');
});

describe('the verdict', () => {
  const posts = (number: number, replies: number) => {
    const reader = aMessage({ person: 'ada' });
    return [reader, ...times(number - replies, () => aMessage({ own: true })), ...times(replies, () => anAnswer(reader, { own: true }))];
  };
  const verdict = (messages: Message[], coverage = COVERED) => engagementOf(aTalk(messages, { coverage })).verdict;

  test.each([
    ['conversing', posts(60, 20)],
    ['broadcasting', posts(100, 1)],
    ['mixed', posts(400, 60)],
    ['insufficient data', posts(12, 1)],
    ['insufficient data', posts(5, 5)],
    ['insufficient data', []],
    ['conversing', surgery(40, 40)],
  ] as const)('%s', (word, messages) => {
    expect(verdict([...messages])).toMatchObject({ word, because: expect.stringMatching(/^[A-Z0-9].+\.$/) as string });
  });

  test('one that hardly speaks but answers what it is asked, converses', () => {
    const quiet = [...surgery(30, 28), ...times(400, () => aMessage({ own: true }))];
    expect(verdict(quiet)).toEqual({
      word: 'conversing',
      because: '7 % (5 to 9 %) of what it says answers somebody, and it answers 93 % (79 to 98 %) of what is said to it.',
    });
  });

  test('there is none where the feeds were not read', () => {
    expect(verdict(posts(100, 1), { share: 0.79, days: 100, covered: 79 })).toEqual({
      word: 'insufficient data',
      because: 'Its feeds were read in full on 79 % of the days; it takes 80 % for a verdict.',
    });
    expect(verdict(posts(100, 1), { share: null, days: 30, covered: 0 }).word).toBe('insufficient data');
  });
});

describe('bad input', () => {
  test.each([
    ['nothing', []],
    ['one post', [aMessage({ own: true })]],
    ['all at one instant', surgery(40, 40).map((message) => ({ ...message, at: APRIL.from }))],
    ['a ring', [aMessage({ id: 1_000_001, parentId: 1_000_002, own: true }), aMessage({ id: 1_000_002, parentId: 1_000_001 })]],
  ])('%s: words, not NaN', (_, messages) => {
    for (const coverage of [COVERED, { share: null, days: 0, covered: 0 }]) {
      const { measures, verdict } = engagementOf(aTalk(messages, { coverage }));
      for (const { value, interval, insufficient } of measures) {
        expect(value === null || Number.isFinite(value)).toBe(true);
        expect(value === null).toBe(insufficient !== null);
        if (interval) expect(interval.low).toBeLessThanOrEqual(interval.high);
      }
      expect(JSON.stringify([measures, verdict])).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test('a chain of 20,000 answers is walked once', async () => {
    let last = aMessage({ own: true });
    const chain = [last];
    while (chain.length < 20_000) chain.push((last = anAnswer(last, { own: chain.length % 2 === 0, at: APRIL.from + chain.length })));
    await inProportion(() => figures(chain));
  });
});

test('on random conversations the figures are those of a slow, obvious reference, to the last digit', () => {
  fc.assert(
    fc.property(conversations(), (talk) => {
      const { measures } = engagementOf(talk);
      for (const [name, figure] of Object.entries(referenceFigures(talk))) {
        const { value, numerator, denominator } = measureNamed(measures, name as MeasureName);
        expect({ name, value, numerator, denominator }).toEqual({ name, ...figure });
      }
    }),
    { numRuns: 300, seed: 2008 },
  );
});

/** From a handful to a hundred messages, each new or an answer to one before it, most of them within the period. */
function conversations(): fc.Arbitrary<Talk> {
  const said = fc.record({
    to: fc.option(fc.nat(), { freq: 4 }),
    own: fc.boolean(),
    hour: fc.integer({ min: -48, max: 31 * 24 }),
    person: fc.constantFrom('ada', 'ben', 'cy', 'dee', 'eve', 'fay', 'gus', 'hal', 'ida', 'jo', 'kit', null),
    text: fc.constantFrom('When does it open?', 'Have your say.', 'It is open.', '@ada It is.', 'Why? Because.'),
    isFlat: fc.boolean(),
    isAddressed: fc.constantFrom(false, false, false, true),
    isGone: fc.constantFrom(false, false, false, false, true),
    answersElsewhere: fc.constantFrom(false, false, true),
    comments: fc.option(fc.nat(5)),
    likes: fc.option(fc.nat(9)),
    shares: fc.option(fc.nat(2)),
  });
  const audience = fc.constantFrom(null, 0, 1, 700, 12_345);
  return fc.tuple(fc.array(said, { minLength: 1, maxLength: 120, size: 'max' }), audience).map(([list, followers]) => {
    const messages: Message[] = [];
    for (const [index, { to, hour, comments, likes, shares, ...rest }] of list.entries()) {
      const parent = to === null || index === 0 ? undefined : messages[to % index];
      messages.push(
        aMessage({
          ...rest,
          id: index + 1,
          at: APRIL.from + hour * 3_600_000,
          threadId: parent?.threadId ?? index + 1,
          parentId: parent?.id ?? null,
          kind: parent ? 'comment' : 'post',
          counts: { likes, comments, shares },
        }),
      );
    }
    return aTalk(messages, { asOf: APRIL.until, audience: followers });
  });
}
