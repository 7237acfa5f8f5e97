import fc from 'fast-check';
import { kindWords } from '../../../src/modules/health/outcome.words.js';
import { LOOKS, lookOf, stripOf } from '../../../src/modules/health/strip.js';
import type { PollOutcome } from '../../../src/modules/sources/outcome-log.js';

const KINDS = [
  'new',
  'nothing-new',
  'not-modified',
  'throttled',
  'refused:denied',
  'unreachable:dns',
  'not-a-feed:html',
  'gone',
  'too-large',
];

function outcomes(...kinds: string[]): PollOutcome[] {
  const one = { at: new Date(0), isMoved: false, entries: null, added: 0, revised: 0, durationMs: 1, bytes: null, message: '' };
  return kinds.map((kind) => ({ ...one, kind }));
}

test('every poll is one bar, on the side of how it went', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...KINDS), { maxLength: 30 }), (kinds) => {
      const { paths } = stripOf(outcomes(...kinds));
      for (const look of LOOKS) {
        const d = paths.find((path) => path.look === look)?.d ?? '';
        expect(d.match(/M/g)?.length ?? 0).toBe(outcomes(...kinds).filter((each) => lookOf(each) === look).length);
        if (d !== '') expect(d.includes('v-')).toBe(look === 'news' || look === 'read');
      }
    }),
  );
});

test('the newest stands at the right end, and the words say the same', () => {
  const strip = stripOf(outcomes('new', 'not-modified', 'throttled', 'unreachable:dns', 'not-modified'));
  expect(strip.paths.find(({ look }) => look === 'news')?.d).toBe('M150 14h5v-11h-5z');
  expect(strip.paths.find(({ look }) => look === 'read')?.d).toContain('M174 14');
  expect(strip.words).toBe('The last 5 polls: 1 brought something, 2 nothing new, 1 throttled, 1 failed');
  expect(stripOf([]).words).toBe('No poll yet');
  expect(stripOf(outcomes('new').map((each) => ({ ...each, isMoved: true })))).toMatchObject({
    moves: [{ x: 176.5 }],
    words: 'One poll: 1 brought something, 0 nothing new, 1 redirected for good',
  });
});

test.each(KINDS)('%s has words', (kind) => {
  expect(kindWords(kind)).toMatch(/^[A-Z][a-z, ]+$/);
});
