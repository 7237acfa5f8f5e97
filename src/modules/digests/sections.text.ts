import { formatInstant } from '../pages/instants.js';
import { countOf } from '../pages/words.js';
import { nameOf, WIDTH, wrap } from './plain-text.js';
import type { ChangedView, QuestionView, SectionsView } from './sections.view.js';

/** What an edition says besides its conversations, as plain text. */
export function sectionLines(
  { talkedAbout, answering, questions, edited, removed, unread }: SectionsView,
  zone: string,
  baseUrl: string,
): string[] {
  const asked = (those: readonly QuestionView[]) => those.flatMap((question) => questionLines(question, zone, baseUrl));
  const changed = (those: readonly ChangedView[]) => those.flatMap((line) => changedLines(line, zone, baseUrl));
  return [
    ...block(
      'WHO WAS TALKED ABOUT',
      talkedAbout.lines.flatMap(({ name, messages, moved, voices, findings }) => [
        ...wrap(`${name}: ${messages.text}, ${moved}. By voice: ${voices.map(({ text }) => text).join(', ')}.`, '  '),
        ...findings.flatMap(({ mark, sentence }) => wrap(`${mark}. ${sentence}`, '    ')),
      ]),
    ),
    ...block('WHO ANSWERED', [
      ...(answering?.lines ?? []).flatMap(({ title, mark, figure, says }) =>
        wrap(`${title} [${mark.label}]${figure ? ` ${figure.text}` : ''}.${says === '' ? '' : ` ${says}`}`, '  '),
      ),
      ...(answering?.unread ?? []).flatMap(({ title, coverage }) => wrap(`${title}: too little was read to say. ${coverage}`, '  ')),
    ]),
    ...block('STILL WAITING FOR AN ANSWER', [
      ...asked(questions.newest),
      ...(questions.oldest.length > 0 ? ['', '  The longest:', ...asked(questions.oldest)] : []),
    ]),
    ...block('EDITED', edited ? [...wrap(`${edited.told}.`, '  '), ...changed(edited.lines)] : []),
    ...block('REMOVED', removed ? [...wrap(`${removed.told}. What they said is not listed.`, '  '), ...changed(removed.lines)] : []),
    ...block('COULD NOT BE READ', [
      ...unread.lines.flatMap(({ title, host, polls }) =>
        wrap(`${title}: ${host} was asked ${countOf(polls, 'time', 'times')}, and never answered as it should.`, '  '),
      ),
      ...(unread.incomplete === null ? [] : wrap(unread.incomplete, '  ')),
    ]),
  ];
}

/** Nothing at all where there is nothing to tell. */
function block(heading: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, '-'.repeat(WIDTH), ...lines];
}

function questionLines({ excerpt, who, source, at, style, href }: QuestionView, zone: string, baseUrl: string): string[] {
  return [...wrap(`${excerpt} (${who} to ${source}, ${formatInstant(at, style, zone)})`, '  '), `    ${baseUrl}${href}`];
}

function changedLines({ headline, speaker, source, at, style, href }: ChangedView, zone: string, baseUrl: string): string[] {
  const where = speaker.mark ? '' : ` on ${source}`;
  const said = headline ? `${headline.text} (${nameOf(speaker)}${where}, ` : `${nameOf(speaker)}${where} (`;
  return [...wrap(`${said}${formatInstant(at, style, zone)})`, '  '), `    ${baseUrl}${href}`];
}
