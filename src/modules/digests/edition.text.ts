import { formatInstant } from '../pages/instants.js';
import { countOf } from '../pages/words.js';
import type { CopiesView } from '../posts/copies.view.js';
import { editorialLines, stateLines } from './edition-state.text.js';
import type { EditionView, VoiceView } from './edition.view.js';
import { nameOf, WIDTH, wrap } from './plain-text.js';
import type { PublishedView } from './published.view.js';
import { sectionLines } from './sections.text.js';
import type { HighlightView, StoryView } from './story.view.js';

/** An edition as plain text: for a terminal, a text e-mail, or a file. Replies stand under what they answer, further in. */
export function editionText(view: EditionView, zone: string, baseUrl: string): string {
  const { edition, numbers } = view;
  const stories = [...(view.lead ? [view.lead] : []), ...view.stories, ...view.briefs];
  const head = [`HUSTINGS  ${edition.title}${edition.span ? ` (${edition.span})` : ''}`, '='.repeat(WIDTH)];
  if (view.firstRun?.hasSample)
    head.push(...wrap('This edition shows the sample that Hustings comes with. `hustings sample remove` takes it away.', ''));
  const usual = view.usual ? wrap(view.usual.sentence, '') : [];
  const state = [...(view.sections ? sectionLines(view.sections, zone, baseUrl) : []), ...stateLines(view.state, zone, baseUrl)];
  if (view.isEmpty)
    return `${[...head, '', 'Nothing was published and nobody commented.', ...usual, ...nearest(view, baseUrl), ...state].join('\n')}\n`;
  return `${[
    ...head,
    ...wrap(
      `${countOf(numbers.conversations, 'conversation', 'conversations')}, ${countOf(numbers.posts, 'post', 'posts')}, ${countOf(numbers.comments, 'comment', 'comments')}; ${countOf(numbers.people, 'voice', 'voices')} on ${countOf(numbers.sources, 'source', 'sources')}. Times are those of ${zone}.`,
      '',
    ),
    ...view.voices.flatMap((voice) => wrap(voiceText(voice), '  ')),
    ...usual,
    ...stories.flatMap((story) => ['', ...storyLines(story, zone, baseUrl)]),
    ...(view.moreConversations > 0 ? ['', `And ${countOf(view.moreConversations, 'more conversation', 'more conversations')}.`] : []),
    ...(view.published.length > 0
      ? ['', 'ALSO PUBLISHED', '-'.repeat(WIDTH), ...view.published.flatMap((group) => publishedLines(group, zone, baseUrl))]
      : []),
    ...(view.repeated ? ['', `${countOf(view.repeated.count, 'post says', 'posts say')} what an earlier one says.`] : []),
    ...(view.morePublished > 0 ? ['', `And ${countOf(view.morePublished, 'post', 'posts')} of other sources.`] : []),
    ...state,
  ].join('\n')}\n`;
}

function voiceText({ mark, posts, comments, people, sources, usual }: VoiceView): string {
  const said = [
    ...(posts > 0 ? [countOf(posts, 'post', 'posts')] : []),
    ...(comments > 0 ? [countOf(comments, 'comment', 'comments')] : []),
  ];
  return `${mark?.label ?? 'Readers'}: ${said.join(', ')}; ${countOf(people, 'voice', 'voices')} on ${countOf(sources, 'source', 'sources')}${usual ? ` (${usual})` : ''}.`;
}

function storyLines(story: StoryView, zone: string, baseUrl: string): string[] {
  return [
    ...wrap(story.headline.isQuote ? `“${story.headline.text}”` : story.headline.text, ''),
    ...wrap(
      `${nameOf(story.speaker)}, ${story.isDated ? formatInstant(story.at, story.style, zone) : 'no date given'}. ${countOf(story.replies, 'reply', 'replies')}, ${countOf(story.participants, 'person', 'people')}.`,
      '',
    ),
    `${baseUrl}${story.href}`,
    ...editorialLines(story.editorial, ''),
    ...(story.excerpt === '' ? [] : ['', ...wrap(story.excerpt, '  ')]),
    ...(story.copies ? ['', ...wrap(copiesText(story.copies), '  ')] : []),
    ...story.highlights.flatMap((highlight) => ['', ...highlightLines(highlight, zone)]),
    ...(story.more > 0 ? ['', `  … and ${countOf(story.more, 'more reply', 'more replies')}`] : []),
  ];
}

function copiesText({ where, posts }: CopiesView): string {
  return `The same words ${where}: ${posts.map(({ speaker }) => speaker.name).join(', ')}.`;
}

function highlightLines(highlight: HighlightView, zone: string): string[] {
  const indent = '  '.repeat(Math.min(highlight.depth, 6) + 1);
  const answers = (highlight.answers ? ` to ${highlight.answers}` : '') + (highlight.site ? ` on ${highlight.site}` : '');
  return [
    ...wrap(`> ${nameOf(highlight.speaker)}${answers}, ${formatInstant(highlight.at, highlight.style, zone)}:`, indent),
    ...wrap(highlight.excerpt, `${indent}  `),
  ];
}

function publishedLines({ speaker, posts, more }: PublishedView, zone: string, baseUrl: string): string[] {
  return [
    '',
    ...wrap(nameOf(speaker), ''),
    ...posts.flatMap((post) => [
      ...wrap(`${formatInstant(post.at, post.style, zone)}  ${post.headline.text}`, '  '),
      `         ${baseUrl}${post.href}`,
      ...editorialLines(post.editorial, '         '),
    ]),
    ...(more > 0 ? [`  … and ${countOf(more, 'more', 'more')}`] : []),
  ];
}

function nearest({ previous, next }: EditionView, baseUrl: string): string[] {
  return [
    ...(previous ? [`The edition before: ${previous.title}, ${baseUrl}${previous.href}`] : []),
    ...(next ? [`The edition after: ${next.title}, ${baseUrl}${next.href}`] : []),
  ];
}
