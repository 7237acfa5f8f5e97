import { classOf, RULES } from '../../../../src/modules/engagement/measures/public-sector.js';

test.each(RULES.flatMap((rule) => rule.examples.map((example) => [rule.class, example] as const)))('%s: %s', (expected, example) => {
  const isReply = example.startsWith('(as an answer');
  expect(classOf({ text: example, isReply })).toBe(expected);
});

test('every rule has an example that no rule before it takes', () => {
  for (const rule of RULES) {
    const first = rule.examples.map((text) => RULES.find(({ holds }) => holds({ text, isReply: text.startsWith('(as an answer') })));
    expect(first).toEqual(rule.examples.map(() => rule));
  }
});

test.each([
  ['push', 'The survey is complete.'],
  ['push', 'Your views were heard, says the minister.'],
  ['push', 'Mail press@harbours.example for pictures.'],
  ['pull', 'Our open consultation on moorings'],
  ['networking', '.@lockkeepers are right about the bridge.'],
])('%s: %s', (expected, text) => {
  expect(classOf({ text, isReply: false })).toBe(expected);
});
