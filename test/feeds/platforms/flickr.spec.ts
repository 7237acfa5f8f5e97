import { flickr } from '../../../src/feeds/platforms/flickr.js';
import { discussionIn, documentOf, refined, savedJson, textDocument } from './documents.js';

const PHOTO = { ref: 'tag:flickr.com,2005:/photo/4400', url: 'https://www.flickr.com/photos/warden/4400/' };
const list = savedJson('flickr.json');
const facts = { guid: 'x', url: PHOTO.url, commentsUrl: null, commentsFeedUrl: null, commentCount: null };

test('comments stand under their photo; whom they answer there, nobody says', () => {
  const { comments, count } = discussionIn(flickr, list);
  expect(count).toBe(2);
  expect(comments.map(({ inReplyTo, replyBasis }) => [inReplyTo, replyBasis])).toEqual([
    [PHOTO, 'feed'],
    [PHOTO, 'feed'],
  ]);
  expect(comments[0]).toMatchObject({
    guid: 'flickr:comment/111-4400-7215',
    urlKey: 'https://flickr.com/photos/warden/4400#comment7215',
    author: { name: 'Ada', url: 'https://www.flickr.com/people/ada/' },
    publishedAt: new Date('2024-11-02T09:00:00Z'),
    text: 'Is that the ford?\nSee bob',
    links: [{ url: 'https://www.flickr.com/photos/bob/' }],
  });
});

test('the same list in its other wrappings', () => {
  const [first] = discussionIn(flickr, list).comments;
  expect(flickr.read(textDocument(`jsonFlickrApi(${JSON.stringify(list)})`))?.comments[0]).toEqual(first);
  const xml = `<?xml version="1.0"?><rsp stat="ok"><comments photo_id="4400"><comment id="111-4400-7215" author="35@N01" authorname="Ada" path_alias="ada" datecreate="1730538000"
    permalink="https://www.flickr.com/photos/warden/4400/#comment7215">Is that the &lt;b&gt;ford&lt;/b&gt;?\nSee [url=https://www.flickr.com/photos/bob/]bob[/url]</comment></comments></rsp>`;
  expect(flickr.read(textDocument(xml))?.comments[0]).toEqual(first);
  expect(flickr.read(textDocument('jsonFlickrApi({"broken'))).toBeNull();
  expect(discussionIn(flickr, { comments: { photo_id: '4400' }, stat: 'ok' }).comments).toEqual([]);
});

test('a photo by itself', () => {
  const photo = {
    id: '4400',
    owner: { nsid: '36@N01', username: 'Warden' },
    title: { _content: 'Ford &amp; bridge' },
    description: { _content: 'Wet' },
    dates: { posted: '1730534400' },
    comments: { _content: '2' },
  };
  expect(discussionIn(flickr, { photo, stat: 'ok' })).toMatchObject({
    post: { guid: PHOTO.ref, title: 'Ford & bridge', commentCount: 2, text: 'Wet' },
    comments: [],
    count: 2,
  });
});

test('asks with a key', () => {
  const url = 'https://api.flickr.com/services/rest/?method=flickr.photos.comments.getList&format=json&nojsoncallback=1&photo_id=4400';
  expect(flickr.asks(facts)).toEqual([{ url, accept: 'json', credential: { parameter: 'api_key' } }]);
  expect(flickr.asks({ ...facts, url: null, guid: 'tag:flickr.com,2004:/photo/4400' })[0]?.url).toBe(url);
  expect(flickr.asks({ ...facts, url: 'https://www.flickr.com/photos/warden/' })).toEqual([]);
});

test('a photo of a feed loses the words that Flickr puts first', async () => {
  const body =
    '&lt;p&gt;&lt;a href="https://www.flickr.com/people/warden/"&gt;warden&lt;/a&gt; hat ein Foto gepostet:&lt;/p&gt; &lt;p&gt;Wet again.&lt;/p&gt;';
  const [post] = await refined(
    flickr,
    `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:flickr.com,2005:/photos/public/1</id><title>Uploads</title><entry><title>Ford</title><link rel="alternate" href="${PHOTO.url}"/>
     <id>${PHOTO.ref}</id><content type="html">${body}</content></entry></feed>`,
  );
  expect(post).toMatchObject({ guid: PHOTO.ref, text: 'Wet again.', aliases: ['flickr:photo/4400'] });
});

test('is recognised by lists and by addresses of photos', () => {
  expect(flickr.recognise({ url: null, document: documentOf(list) })).toBe(1);
  expect(flickr.recognise({ url: PHOTO.url, document: null })).toBe(1);
  expect(flickr.recognise({ url: null, document: documentOf({ comments: [] }) })).toBe(0);
});
