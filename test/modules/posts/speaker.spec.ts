import { personKey, speakerOf, type SpeakerRow } from '../../../src/modules/posts/speaker.js';

const row: SpeakerRow = {
  kind: 'post',
  authorName: 'Ruth Ferrier',
  authorUrl: 'https://people.example/ruth',
  feedRole: 'posts',
  sourceTitle: 'Harbour Light',
  siteUrl: 'https://harbour.example/',
  voice: 'civil-service',
  isSample: 0,
};

test('an author speaks for the source that publishes the post, with its mark', () => {
  expect(speakerOf(row)).toMatchObject({
    name: 'Ruth Ferrier',
    url: 'https://people.example/ruth',
    source: { title: 'Harbour Light' },
    mark: { label: 'Civil service' },
  });
});

test('an unsigned post is the source’s own', () => {
  expect(speakerOf({ ...row, authorName: ' ', authorUrl: null })).toMatchObject({
    name: 'Harbour Light',
    url: 'https://harbour.example/',
    source: null,
    mark: { key: 'civil-service' },
  });
});

test('a comment under a department’s post is not the civil service speaking', () => {
  expect(speakerOf({ ...row, kind: 'comment', feedRole: 'comments', authorName: 'Colin' })).toMatchObject({
    name: 'Colin',
    source: null,
    mark: null,
  });
  expect(speakerOf({ ...row, kind: 'comment', feedRole: null, authorName: null })).toMatchObject({
    name: 'Someone without a name',
    mark: null,
  });
});

test('a reply in the source’s own feed is the source speaking', () => {
  expect(speakerOf({ ...row, kind: 'comment', feedRole: 'posts', authorName: null })).toMatchObject({
    name: 'Harbour Light',
    mark: { key: 'civil-service' },
  });
});

test('an affiliation of a newer version is shown as not known', () => {
  expect(speakerOf({ ...row, voice: 'constructor' }).mark).toMatchObject({ key: 'unknown', label: 'Affiliation not known' });
});

test('people are counted by their names, unsigned posts by their source, unsigned comments not at all', () => {
  expect(personKey(row)).toBe('ruth ferrier');
  expect(personKey({ ...row, authorName: null })).toBe('harbour light');
  expect(personKey({ ...row, kind: 'comment', feedRole: 'comments', authorName: null })).toBeNull();
});
