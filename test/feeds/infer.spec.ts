import fc from 'fast-check';
import { CONFIDENCE, inferReplies, SHOWN_CONFIDENCE, type Candidate, type Inference } from '../../src/feeds/infer.js';
import { inProportion } from '../support/cpu.js';

const post = { authorName: 'Nora Field', text: 'The council will publish the minutes of every meeting within a week, says the mayor.' };

/** A thread from lines such as `Ann: text`; the ids are c0, c1, … */
function thread(...lines: string[]): Candidate[] {
  return lines.map((line, position) => {
    const [, authorName = '', text = ''] = /^([^:]*): ([^]*)$/.exec(line) ?? [];
    return { id: `c${position}`, authorName: authorName || null, text, publishedAt: null, position };
  });
}

function infer(...lines: string[]): Record<string, string> {
  return Object.fromEntries(inferReplies(thread(...lines), post).map(({ id, parentId, evidence }) => [id, `${parentId} ${evidence}`]));
}

function only(inferences: readonly Inference[]): Inference {
  expect(inferences).toHaveLength(1);
  return inferences[0] ?? { id: '', parentId: '', confidence: 0, evidence: 'quote', words: '' };
}

describe('addresses', () => {
  test.each([
    ['a name and a comma', 'Cem: Ann, the minutes are kept already.', 'addressee'],
    ['a name and a colon', 'Cem: Ann: they are kept already', 'addressee'],
    ['the whole name', 'Cem: Ann Weaver, they are kept already', 'addressee'],
    ['an agreement without a comma', 'Cem: I agree Ann but it will take more than minutes', 'addressee'],
    ['a greeting', 'Cem: Hi Ann\nthey are kept already', 'addressee'],
    ['thanks with more words', 'Cem: Thanks again to Ann for the link', 'addressee'],
    ['a handle', 'Cem: @ann they are kept already', 'at-name'],
    ['a handle after a blank', 'Cem: @ Ann they are kept', 'at-name'],
    ['a handle of the whole name', 'Cem: @annweaver they are kept', 'at-name'],
    ['accents and case', 'Cem: ÁNN, they are kept', 'addressee'],
    ['a name at the end of a sentence', 'Cem: That is a good idea, Ann. We should try.', 'addressee'],
    ['words taken up', 'Cem: As Ann said, minutes are what we lack', 'said'],
    ['a point taken up', "Cem: To add to Ann's point, there is no index", 'said'],
  ])('%s', (_, line, evidence) => {
    expect(infer('Ann Weaver: Minutes would be a start.', 'Bo: I would read them.', line)).toEqual({ c2: `c0 ${evidence}` });
  });

  test.each([
    ['nobody present', 'Cem: Gordon, you should publish more.'],
    ['a name that is talked about', 'Cem: The minutes that Ann wants are kept'],
    ['a name that is a word, at the start', 'Cem: Will this work for the other councils?'],
    ['a word before it that is no greeting', 'Cem: Only Ann can know.'],
    ['an e-mail address', 'Cem: write to me@ann.example'],
    ['the author of the post, who has not spoken', 'Cem: Nora, thank you for this.'],
    ['a name in another word', 'Cem: Annual reports are enough.'],
  ])('not: %s', (_, line) => {
    expect(infer('Ann: Minutes would be a start.', 'Will Gray: I would read them.', line)).toEqual({});
  });

  test('a name that is a word needs a sign after it', () => {
    expect(infer('Will: One.', 'Bo: Two.', 'Cem: Will, you are right')).toEqual({ c2: 'c0 addressee' });
    expect(infer('Will: One.', 'Bo: Two.', 'Cem: Thanks Will and others')).toEqual({});
  });

  test('of two with one name the latest is meant, and it is less sure', () => {
    const [found] = inferReplies(thread('Ann Weaver: One.', 'Ann Miller: Two.', 'Cem: Ann, which of you?'), post);
    expect(found).toMatchObject({ parentId: 'c1', confidence: CONFIDENCE['address-shared'] });
    expect(infer('Ann Weaver: One.', 'Ann Miller: Two.', 'Cem: Ann Weaver, I meant you')).toEqual({ c2: 'c0 addressee' });
  });

  test('the latest comment of whoever is addressed', () => {
    expect(infer('Ann: One.', 'Bo: Two.', 'Ann: Three.', 'Cem: Ann: four')).toEqual({ c3: 'c2 addressee' });
  });

  test('the author of the post is answered only by whom they answered; else the post is meant', () => {
    expect(infer('Nora Field: A note to all.', 'Cem: Nora, you should have called.')).toEqual({});
    expect(infer('Cem: How soon?', 'Nora Field: Within a week.', 'Cem: Thanks Nora, that is soon.')).toEqual({
      c1: 'c0 author-answers',
      c2: 'c1 addressee',
    });
  });

  test('the words that show it are given as written', () => {
    expect(only(inferReplies(thread('Ann: One.', 'Cem: I agree Ann but not now'), post)).words).toBe('I agree Ann');
    expect(only(inferReplies(thread('Ann: One.', 'Cem: well, @Ann: no'), post)).words).toBe('@Ann');
  });

  test('nobody addresses themselves, and nobody is called Guest', () => {
    expect(infer('Ann: One.', 'Ann: Ann, you talk too much')).toEqual({});
    expect(infer('Guest: One.', 'Ann: Guest, who are you?')).toEqual({});
  });
});

describe('quotations', () => {
  const ann = 'Ann: The archive of the old town hall was never put in order, and nobody knows what it holds.';

  test.each([
    ['lines with a mark', 'Cem: > never put in order, and nobody knows\nThat is not so.'],
    ['quotation marks', 'Cem: “never put in order, and nobody knows what it holds” is too harsh.'],
    ['other signs and cases', 'Cem: > NEVER put in order and nobody knows...\nNo.'],
  ])('%s', (_, line) => {
    expect(infer(ann, 'Bo: I would read it.', line)).toEqual({ c2: 'c0 quote' });
  });

  test('markup shows what is quoted', () => {
    const comments = thread(ann, 'Bo: I would read it.', 'Cem: never put in order, and nobody knows\n\nNot so.');
    const html = '<blockquote><p>never put in order, and nobody knows</p></blockquote><p>Not so.</p>';
    const found = only(
      inferReplies(
        comments.map((comment) => (comment.id === 'c2' ? { ...comment, html } : comment)),
        post,
      ),
    );
    expect(found).toMatchObject({ id: 'c2', parentId: 'c0', evidence: 'quote', words: 'never put in order, and nobody knows' });
  });

  test('what the post says too is quoted from the post, whoever said it again', () => {
    const words = 'publish the minutes of every meeting within a week';
    expect(infer(`Ann: They ${words}? Never.`, `Cem: > ${words}\nI hope so.`)).toEqual({});
  });

  test('a quotation of a quotation is not of whoever quoted it', () => {
    expect(infer(ann, 'Bo: > nobody knows what it holds\nSomeone does.', 'Cem: > nobody knows what it holds\nI do.')).toEqual({
      c1: 'c0 quote',
      c2: 'c0 quote',
    });
  });

  test('quoting someone by name is the surest', () => {
    const [found] = inferReplies(thread(ann, 'Bo: Yes.', 'Cem: Ann:\n> nobody knows what it holds\nI do.'), post);
    expect(found?.confidence).toBe(CONFIDENCE['quote-named']);
  });

  test('few words are a phrase, and one word more or less does not matter', () => {
    expect(infer(ann, 'Bo: Hm.', 'Cem: > town hall\nYes.')).toEqual({});
    expect(infer(ann, 'Bo: Hm.', 'Cem: > The archive of the old town hall was never put in order and nobody ever knows\nYes.')).toEqual({
      c2: 'c0 quote',
    });
  });

  test('scripts without spaces', () => {
    expect(infer('王: 市议会应当每周公布会议记录', 'Bo: Yes.', 'Cem: > 每周公布会议记录\n同意')).toEqual({ c2: 'c0 quote' });
  });
});

describe('who spoke when', () => {
  test('the author of the post answers the only comment that waits, and whoever was answered answers back', () => {
    expect(infer('Ann: How soon?', 'Nora Field: Within a week.', 'Ann: So late?')).toEqual({
      c1: 'c0 author-answers',
      c2: 'c1 returning-speaker',
    });
  });

  test('where several wait it is less sure', () => {
    const lines = thread('Ann: One.', 'Bo: Two?', 'Nora Field: Yes.', 'Ann: Three.', 'Bo: Four.', 'Cem: Five.', 'Nora Field: No.');
    expect(inferReplies(lines, post).filter(({ confidence }) => confidence >= SHOWN_CONFIDENCE)).toEqual([]);
  });

  test('an address of someone unknown is no answer to whoever spoke last', () => {
    expect(infer('Ann: The link is broken.', 'Nora Field: Thanks Bo, fixed.')).toEqual({});
    expect(infer('Ann: The link is broken.', 'Nora Field: Thanks, fixed.')).toEqual({ c1: 'c0 author-answers' });
  });

  test('the publisher may say who the author is', () => {
    const comments = thread('Ann: How soon?', 'Webteam: Within a week.');
    expect(inferReplies(comments, { ...post, authorName: null })).toEqual([]);
    expect(
      only(
        inferReplies(
          comments.map((one) => ({ ...one, isPostAuthor: one.id === 'c1' })),
          post,
        ),
      ).evidence,
    ).toBe('author-answers');
  });

  test.each(['Nora Field', 'nora field', 'Nora', 'norafield', 'nfield'])('the author of the post may sign as %s', (name) => {
    expect(infer('Ann: How soon?', `${name}: Within a week.`)).toEqual({ c1: 'c0 author-answers' });
  });

  test.each(['Nora Hill', 'field', 'n', 'Norafieldhouse'])('and is not %s', (name) => {
    expect(infer('Ann: How soon?', `${name}: Within a week.`)).toEqual({});
  });

  test('a pingback answers nobody, and nobody answers it', () => {
    expect(infer('Some blog: […] as Nora Field writes here […]', 'Nora Field: A word to all.')).toEqual({});
    expect(infer('Ann: How soon?', 'Some blog: [...] How soon [...]', 'Nora Field: Soon.')).toEqual({ c2: 'c0 author-answers' });
  });

  test('without evidence there is no inference', () => {
    expect(infer('Ann: One.', 'Bo: Two.', 'Cem: Three.', ': Four.')).toEqual({});
  });
});

describe('laws', () => {
  const names = fc.constantFrom('Ann', 'Ann Weaver', 'Bo', 'Will', 'Nora Field', 'Nora', 'guest', '', 'the dude', 'Zoë', '@x', '<script>');
  const pieces = fc.constantFrom(
    ...[
      'Ann, ',
      '@Bo ',
      'Nora said ',
      '\n> ',
      'nobody knows what it holds here ',
      '“',
      '”',
      'Thanks Zoe! ',
      '? ',
      '<blockquote>',
      '</q>',
      '\n',
    ],
    ...['<script>alert(1)</script>', '[…]', 'Will ', '\u0000', '😀', 'publish the minutes of every meeting ', '@', '>', '> > deep '],
  );
  const body = fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 10 }).map((parts) => parts.join(''));
  const candidate = fc.record({ authorName: fc.option(names), text: body, html: fc.option(body, { nil: undefined }) });
  const threads = fc.array(candidate, { maxLength: 14 });
  const withIds = (
    list: { authorName: string | null; text: string; html: string | undefined }[],
    id: (index: number) => string,
  ): Candidate[] =>
    list.map(({ html, ...one }, position) => ({
      ...one,
      ...(html === undefined ? {} : { html }),
      id: id(position),
      publishedAt: null,
      position,
    }));

  test('a parent stands earlier, so no comment is its own and there are no rings; the words are the comment’s', () => {
    fc.assert(
      fc.property(threads, (list) => {
        const comments = withIds(list, (index) => `c${index}`);
        const place = new Map(comments.map(({ id }, index) => [id, index]));
        const found = inferReplies(comments, post);
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        for (const { id, parentId, confidence, evidence, words } of found) {
          expect(place.get(parentId)).toBeLessThan(place.get(id) ?? -1);
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThan(1);
          const said = comments[place.get(id) ?? -1];
          if (evidence !== 'quote') expect(said?.text.includes(words) || said?.html !== undefined).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('ids mean nothing', () => {
    fc.assert(
      fc.property(threads, fc.array(fc.uuid(), { minLength: 14, maxLength: 14 }), (list, ids) => {
        const id = (index: number): string => `${ids[index]}-${index}`;
        const plain = inferReplies(
          withIds(list, (index) => `c${index}`),
          post,
        );
        const other = inferReplies(withIds(list, id), post);
        const rename = (name: string): string => id(Number(name.slice(1)));
        expect(other).toEqual(plain.map((one) => ({ ...one, id: rename(one.id), parentId: rename(one.parentId) })));
      }),
    );
  });

  test('what comes later changes nothing that was inferred before, quotations aside, which only look back', () => {
    fc.assert(
      fc.property(threads, fc.nat(14), (list, length) => {
        const all = withIds(list, (index) => `c${index}`);
        const known = new Set(all.slice(0, length).map(({ id }) => id));
        expect(inferReplies(all, post).filter(({ id }) => known.has(id))).toEqual(inferReplies(all.slice(0, length), post));
      }),
    );
  });

  test('long threads take time in proportion', async () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => ({
      id: `c${index}`,
      authorName: `Speaker ${index % 977}`,
      text: `@Speaker ${index % 13} said > nothing\n> ${'the same words again and again '.repeat(3)}\n“${'who said so and when '.repeat(4)}” ${'word '.repeat(30)}`,
      publishedAt: null,
      position: index,
    }));
    await inProportion(() => inferReplies(lines, post));
  });

  test.each([
    ['unclosed tags', '<blockquote'.repeat(50_000)],
    ['quotation marks', '“'.repeat(200_000)],
    ['marks of lines', '> '.repeat(100_000)],
    ['at signs', '@'.repeat(200_000)],
    ['one word', 'a'.repeat(1_000_000)],
  ])('a hostile text takes no longer than others: %s', async (_, text) => {
    const comment = { id: 'a', authorName: text, text, html: text, publishedAt: null, position: 0 };
    expect(await inProportion(() => inferReplies([comment], { authorName: text, text }))).toHaveLength(0);
  });
});
