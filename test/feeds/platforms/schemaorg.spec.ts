import { schemaorg } from '../../../src/feeds/platforms/schemaorg.js';
import { discussionIn, documentOf, textDocument } from './documents.js';

const PAGE = 'https://town.example/ford';
const comment = (number: number, more: object = {}) => ({
  '@type': 'Comment',
  '@id': `${PAGE}#c-${number}`,
  text: `Words ${number}.`,
  datePublished: '2024-11-02T08:00:00Z',
  author: { '@type': 'Person', name: `P${number}`, url: `https://p${number}.example/` },
  ...more,
});
const posting = (more: object) => ({
  '@context': 'https://schema.org',
  '@type': 'BlogPosting',
  headline: 'Ford',
  articleBody: 'Closed.',
  url: PAGE,
  commentCount: '3',
  ...more,
});
const read = (html: string) => {
  const discussion = schemaorg.read(textDocument(html, PAGE));
  if (!discussion) throw new Error('no posting');
  return discussion;
};
const tree = (discussion: ReturnType<typeof read>) => {
  const names = new Map<string | null | undefined, string>([
    [discussion.post?.guid, 'post'],
    ...discussion.comments.map(({ guid, author }) => [guid, author?.name ?? '?'] as const),
  ]);
  return discussion.comments.map(({ author, inReplyTo }) => `${author?.name}>${names.get(inReplyTo?.ref) ?? '-'}`).join(' ');
};
const script = (json: unknown) => `<script type="application/ld+json">${JSON.stringify(json)}</script>`;

test.each([
  ['nested', posting({ comment: [comment(1, { comment: comment(2) }), comment(3)] })],
  [
    'a graph of names',
    {
      '@context': 'https://schema.org',
      '@graph': [
        posting({ '@id': PAGE, comment: [{ '@id': `${PAGE}#c-1` }, { '@id': `${PAGE}#c-3` }] }),
        comment(1, { comment: { '@id': `${PAGE}#c-2` } }),
        comment(2),
        comment(3),
      ],
    },
  ],
  [
    'a list that names parents',
    [posting({ '@type': ['DiscussionForumPosting'] }), comment(1), comment(2, { parentItem: { '@id': `${PAGE}#c-1` } }), comment(3)],
  ],
])('JSON-LD: %s', (_, json) => {
  const discussion = read(`<p>x</p>${script({ '@type': 'Organization' })}${script(json)}`);
  expect(tree(discussion).split(' ').sort()).toEqual(['P1>post', 'P2>P1', 'P3>post']);
  expect(discussion.count).toBe(3);
  expect(discussion.comments.find(({ author }) => author?.name === 'P1')).toMatchObject({
    text: 'Words 1.',
    publishedAt: new Date('2024-11-02T08:00:00Z'),
    author: { url: 'https://p1.example/' },
  });
  expect(discussion.post).toMatchObject({ title: 'Ford', text: 'Closed.', guid: PAGE });
});

test('an answer that is suggested and accepted is one answer', () => {
  const answer = { '@type': 'Answer', text: '4', author: { name: 'Ada' } };
  const question = { '@type': 'Question', name: 'Two and two?', acceptedAnswer: answer, suggestedAnswer: [answer] };
  expect(tree(discussionIn(schemaorg, { '@context': 'https://schema.org', '@type': 'QAPage', mainEntity: question }, PAGE))).toBe(
    'Ada>post',
  );
});

test('microdata: nested, and a comment that its page forgot to tie', () => {
  const item = (number: number, prop: string, inner = '') =>
    `<div itemscope ${prop} itemtype="https://schema.org/Comment" itemid="${PAGE}#c-${number}"><span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="https://p${number}.example/"><span itemprop="name">P${number}</span></a></span>
     <time itemprop="datePublished" datetime="2024-11-02T08:00:00Z">then</time><div itemprop="text"><p>Words <b>${number}</b>.</p></div>${inner}</div>`;
  const html = `<article itemscope itemtype="https://schema.org/BlogPosting"><h1 itemprop="headline">Ford</h1><div itemprop="articleBody">Closed.</div>${item(1, 'itemprop="comment"', item(2, 'itemprop="comment"'))}${item(3, '')}</article>`;
  const discussion = read(html);
  expect(tree(discussion)).toBe('P1>post P2>P1 P3>post');
  expect(discussion.comments[0]).toMatchObject({
    text: 'Words 1.',
    author: { url: 'https://p1.example/' },
    html: '<p>Words <b>1</b>.</p>',
  });
});

test('data without a discussion, and data that is none', () => {
  for (const html of [
    script(posting({})),
    script([comment(1)]),
    '<script type="application/ld+json">{"@type":</script>',
    '<div itemscope itemprop>',
    '',
  ])
    expect(schemaorg.read(textDocument(html, PAGE))).toBeNull();
  for (const json of [null, [], {}, { '@graph': {} }, { '@type': 'Comment' }]) expect(schemaorg.read(documentOf(json))).toBeNull();
});
