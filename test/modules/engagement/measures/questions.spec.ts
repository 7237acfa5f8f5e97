import { isQuestion } from '../../../../src/modules/engagement/measures/questions.js';
import { inProportion } from '../../../support/cpu.js';

test.each([
  ['with its mark', 'When does the bridge close?'],
  ['in the midst of a text', 'Good post. Who reads these comments? I ask as a rate payer.'],
  ['without its mark', 'how do i renew a mooring licence'],
  ['after a greeting', 'Hello @harbour can you say when the lock opens'],
  ['indirect', 'I was at the pier. I would like to know who decided this.'],
  ['as a polite demand', 'Please tell us when the survey comes out.'],
  ['with an emphatic mark', 'Where is the ferry??'],
  ['in full-width', 'フェリーはいつですか？'],
  ['in Arabic', 'متى يفتح الجسر؟'],
  ['in Welsh', 'Pryd bydd y bont yn agor'],
  ['in German', 'Guten Tag, wann wird die Brücke geöffnet? Danke.'],
  ['in German, unmarked', 'Können Sie sagen wann die Fähre fährt'],
  ['in French', 'Est-ce que le pont est ouvert'],
  ['in Spanish', '¿Cuándo abre el puente?'],
  ['in Polish', 'Czy można tu cumować'],
  ['beside a quotation', 'You write “we listen”. To whom?'],
])('a question %s', (_, text) => {
  expect(isQuestion(text)).toBe(true);
});

test.each([
  ['a statement', 'The bridge closes at nine.'],
  ['a statement that opens like a question', 'What is clear is that nobody measured the depth.'],
  ['another', 'When the bridge closes, the ferry runs.'],
  ['a long sentence with a question’s first words', `Can you ${'really and truly '.repeat(20)} believe it.`],
  ['only a quoted question', 'He asked “will the bridge open?” and left.'],
  ['a quoted line', '> Will it open?\nIt will.'],
  ['an address with a question mark', 'See http://bridge.example/open?day=3'],
  ['a set phrase', 'Who knows? Not I.'],
  ['outrage', 'Are they out of their minds?!'],
  ['an exclamation', 'How can we thank you!'],
  ['a tag', 'It is a fine pier, isn’t it?'],
  ['a question that its writer answers', 'Why did they close it? Because they could.'],
  ['nothing', ''],
  ['marks alone', '???'],
])('no question: %s', (_, text) => {
  expect(isQuestion(text)).toBe(false);
});

test('takes no time that a hostile text could stretch', async () => {
  for (const text of ['“'.repeat(200_000), '> '.repeat(100_000), '?'.repeat(200_000), 'a, '.repeat(100_000), '"x'.repeat(100_000)])
    await inProportion(() => isQuestion(text));
});
