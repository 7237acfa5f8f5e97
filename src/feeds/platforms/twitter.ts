/** Twitter, now X: both generations of its API, its feeds of 2007 to 2012, and the feeds that bridges make. A tweet is known by its number. */
import {
  addressOf,
  askJson,
  discussionOf,
  type Found,
  html,
  linkTo,
  personOf,
  reactionsOf,
  reread,
  urlPart,
  within,
  withParameter,
} from '../discussion.js';
import { countOf, idOf, instantOf, isObject, type JsonObject, objectOf, objectsOf, textOf } from '../json.js';
import type { Ask, Discussion, Platform, PlatformDocument, PostFacts } from '../platform.js';
import { bridgeMarks, type TweetLink, tweetHtml, withoutAccount } from '../tweets.js';
import type { Entry, Person, Post, Reactions, Reference } from '../types.js';
import { absoluteUrl, canonicalUrl } from '../urls.js';

const SITE = 'https://x.com';

/** All that is needed of a tweet, its author, and the tweets that it refers to. */
const FIELDS =
  'tweet.fields=author_id,conversation_id,created_at,in_reply_to_user_id,referenced_tweets,entities,lang,note_tweet,public_metrics' +
  '&expansions=author_id,referenced_tweets.id,referenced_tweets.id.author_id&user.fields=name,username,public_metrics';

/** A tweet as either generation gives it. */
interface Tweet {
  id: string;
  text: string;
  links: TweetLink[];
  author: Person | null;
  account: string | null;
  followers: number | null;
  item: JsonObject;
  answers: string | null;
  quotes: string | null;
  isRetweet: boolean;
  /** The number of the tweet that began it all; null where the API does not say. */
  conversation: string | null;
}

const API = 'https://api.x.com';

/** Pages of the site that look like accounts. */
const NO_ACCOUNTS = new Set([
  'about',
  'compose',
  'explore',
  'hashtag',
  'home',
  'i',
  'intent',
  'login',
  'messages',
  'notifications',
  'privacy',
  'search',
  'settings',
  'share',
  'tos',
]);

export const twitter: Platform = {
  name: 'twitter',
  label: 'Twitter / X',
  offers:
    'With a bearer token, the replies of the last seven days, each with its parent, and the tweets that quote one. Saved answers of both generations of the API, the feeds of 2007 to 2012 and those of bridges are read too; feeds do not say which tweet a reply answers. Likes, retweets and views are counted, and how many follow an account.',
  quotes: true,
  credential: 'A bearer token of an app with access to search, from https://developer.x.com/.',
  // Documented for recent search by an app: 450 in fifteen minutes.
  rate: { requests: 450, perMs: 900_000 },
  recognise,
  asks,
  follow,
  read,
  refine,
};

function recognise({ url, document }: { url: string | null; document: PlatformDocument | null }): number {
  if (document && tweetsIn(document.json).length > 0) return 1;
  const head = document?.json === undefined ? (document?.text.slice(0, 20_000) ?? '') : '';
  if (/<(?:link|guid)[^>]{0,40}>https?:\/\/(?:[a-z]+\.)?(?:twitter|x)\.com\/\w{1,20}\/status(?:es)?\/\d+/.test(head)) return 1;
  if (/<(?:link|guid)[^>]{0,40}>https?:\/\/[^<\s]{1,100}\/\w{1,20}\/status\/\d+#m</.test(head)) return 0.9;
  return numberAt(url) || accountAt(url) ? 1 : 0;
}

function asks({ url, guid }: PostFacts): Ask[] {
  const id = numberAt(url) ?? numberAt(guid);
  if (!id) return [];
  return [search(`conversation_id:${id} OR quotes_of_tweet_id:${id}`)];
}

/** What an account said in the last seven days, its replies included: the search takes names, where its timeline wants a number. */
function follow(url: string): Ask[] {
  if (addressOf(url)?.origin === API && addressOf(url)?.pathname.startsWith('/2/tweets/')) return [askJson(url, 'bearer')];
  const name = accountAt(url);
  return name ? [search(`from:${name} -is:retweet`)] : [];
}

function search(query: string): Ask {
  return askJson(`${API}/2/tweets/search/recent?query=${urlPart(query)}&max_results=100&${FIELDS}`, 'bearer');
}

/** The account whose page an address is. */
function accountAt(url: string | null): string | null {
  const address = addressOf(url);
  if (!address || !/^(?:(?:www|mobile)\.)?(?:twitter|x)\.com$/.test(address.hostname)) return null;
  const name = /^\/@?(\w{1,15})\/?$/.exec(address.pathname)?.[1] ?? '';
  return name === '' || NO_ACCOUNTS.has(name.toLowerCase()) ? null : name;
}

/** The number of the tweet that an address shows, on any of the hosts and mirrors of Twitter. */
function numberAt(url: string | null): string | null {
  return /^https:\/\/x\.com\/i\/status\/(\d+)$/.exec(canonicalUrl(url) ?? '')?.[1] ?? null;
}

function read(document: PlatformDocument): Discussion | null {
  const tweets = tweetsIn(document.json).filter(({ isRetweet }) => !isRetweet);
  if (tweets.length === 0)
    return tweetsIn(document.json).length > 0 || isEmptySearch(document.json) ? discussionOf({ comments: [], isPart: true }) : null;
  const asked = /\bconversation_id:(\d+)/.exec(addressOf(document.url)?.searchParams.get('query') ?? '')?.[1] ?? null;
  const quoting = tweets.filter(({ quotes, conversation }) => asked !== null && quotes === asked && conversation !== asked);
  const said = tweets.filter((tweet) => !quoting.includes(tweet));
  const conversations = new Set(said.map(({ conversation }) => conversation));
  const isThread = said.length === 1 || (conversations.size === 1 && !conversations.has(null));
  const root = isThread ? said.find(({ answers, conversation, id }) => answers === null && (conversation ?? id) === id) : undefined;
  return discussionOf({
    post: root ? messageOf(root) : null,
    comments: said.filter((tweet) => tweet !== root).map(messageOf),
    isTimeline: !isThread,
    references: discussionOf({ comments: quoting.map(messageOf) }).comments.flatMap(({ url, text, publishedAt }) =>
      url === null ? [] : [{ url, title: null, excerpt: text, publishedAt }],
    ),
    more: nextPage(document),
    // The search goes back seven days.
    isPart: true,
  });
}

function isEmptySearch(json: unknown): boolean {
  return countOf(within(json, 'meta', 'result_count')) === 0;
}

function nextPage({ url, json }: PlatformDocument): Ask[] {
  const token = textOf(within(json, 'meta', 'next_token'));
  const next = token && url ? withParameter(url, 'next_token', token) : null;
  return next ? [askJson(next, 'bearer')] : [];
}

function tweetsIn(json: unknown): Tweet[] {
  const ofSecond = secondGeneration(json);
  if (ofSecond.length > 0) return ofSecond;
  const items = [...objectsOf(json), ...objectsOf(within(json, 'statuses')), ...objectsOf(within(json, 'results'))];
  // Lists of people carry the latest tweet of each.
  return items.map((item) => (isObject(item.status) ? { ...item.status, user: item } : item)).flatMap(firstGeneration);
}

/** Version 1 and 1.1: a tweet holds its author. The number as a text is right; as a number it has lost digits where it is long. */
function firstGeneration(item: JsonObject): Tweet[] {
  const long = objectOf(item.extended_tweet);
  const user = objectOf(item.user);
  const account = textOf(user.screen_name);
  const id = idOf(item.id_str) ?? idOf(item.id);
  const text = textOf(long.full_text) ?? textOf(item.full_text) ?? textOf(item.text);
  if (id === null || !/^\d+$/.test(id) || text === null || account === null) return [];
  const entities = [long.entities, item.entities, item.extended_entities];
  return [
    {
      id,
      text,
      links: entities.flatMap((each) => [...linksOf(within(each, 'urls')), ...linksOf(within(each, 'media'))]),
      author: personOf(textOf(user.name) ?? account, `${SITE}/${urlPart(account)}`),
      account,
      followers: countOf(user.followers_count),
      item,
      answers: idOf(item.in_reply_to_status_id_str) ?? idOf(item.in_reply_to_status_id),
      quotes: idOf(item.quoted_status_id_str) ?? idOf(item.quoted_status_id),
      isRetweet: isObject(item.retweeted_status),
      conversation: null,
    },
  ];
}

/** Version 2: authors, and the tweets that are answered, lie beside the tweets. */
function secondGeneration(json: unknown): Tweet[] {
  const users = new Map(objectsOf(within(json, 'includes', 'users')).map((user) => [idOf(user.id), user]));
  const found = objectsOf(within(json, 'data')).flatMap((item) => secondTweet(item, users));
  const answered = new Set(found.map(({ answers }) => answers));
  const beside = objectsOf(within(json, 'includes', 'tweets')).flatMap((item) => secondTweet(item, users));
  return [...beside.filter(({ id }) => answered.has(id)), ...found];
}

function secondTweet(item: JsonObject, users: ReadonlyMap<string | null, JsonObject>): Tweet[] {
  const id = textOf(item.id);
  const text = textOf(within(item.note_tweet, 'text')) ?? textOf(item.text);
  const isTweet = ['author_id', 'conversation_id', 'edit_history_tweet_ids', 'referenced_tweets'].some((name) => name in item);
  if (id === null || !/^\d+$/.test(id) || text === null || !isTweet) return [];
  const authorId = idOf(item.author_id);
  const user = objectOf(users.get(authorId));
  const account = textOf(user.username);
  const home = account ? `${SITE}/${urlPart(account)}` : authorId && `${SITE}/i/user/${urlPart(authorId)}`;
  const referred = (type: string): string | null =>
    idOf(objectsOf(item.referenced_tweets).find((reference) => reference.type === type)?.id);
  return [
    {
      id,
      text,
      links: [...linksOf(within(item.note_tweet, 'entities', 'urls')), ...linksOf(within(item.entities, 'urls'))],
      author: personOf(textOf(user.name) ?? account, home),
      account,
      followers: countOf(within(user.public_metrics, 'followers_count')),
      item,
      answers: referred('replied_to'),
      quotes: referred('quoted'),
      isRetweet: referred('retweeted') !== null,
      conversation: idOf(item.conversation_id),
    },
  ];
}

function linksOf(value: unknown): TweetLink[] {
  return objectsOf(value).flatMap(({ url, expanded_url, unwound_url, display_url }) => {
    const short = textOf(url);
    return short === null ? [] : [{ url: short, expanded: textOf(unwound_url) ?? textOf(expanded_url), shown: textOf(display_url) }];
  });
}

function messageOf(tweet: Tweet): Found {
  const { id, account, author, item } = tweet;
  const body = tweetHtml(tweet.text, tweet.links);
  // A quote is a reference to another tweet, and no answer to it; its link is usually among the words.
  const quoted =
    tweet.quotes !== null && !tweet.links.some(({ expanded }) => numberAt(expanded) === tweet.quotes) ? linkTo(pageOf(tweet.quotes)) : '';
  return {
    guid: pageOf(id),
    aliases: [`x:${id}`],
    url: account === null ? pageOf(id) : `${SITE}/${urlPart(account)}/status/${id}`,
    author,
    publishedAt: instantOf(item.created_at),
    markup: html(body + quoted),
    ...answerOf(tweet),
    commentCount: countOf(within(item.public_metrics, 'reply_count')) ?? countOf(item.reply_count),
    reactions: countsOf(item),
    followers: tweet.followers,
    language: textOf(item.lang),
  };
}

/** The first generation has them on the tweet itself. A quote is a post of its own, and no share. */
function countsOf(item: JsonObject): Reactions | null {
  const { like_count, retweet_count, impression_count } = objectOf(item.public_metrics);
  return reactionsOf({ likes: like_count ?? item.favorite_count, shares: retweet_count ?? item.retweet_count, views: impression_count });
}

/** A tweet that is in a conversation without naming its parent answers, as far as is known, the first. */
function answerOf({ answers, conversation, id }: Tweet): Pick<Found, 'inReplyTo' | 'replyBasis'> {
  if (answers !== null) return { inReplyTo: referenceTo(answers), replyBasis: 'explicit' };
  return conversation !== null && conversation !== id ? { inReplyTo: referenceTo(conversation), replyBasis: 'feed' } : {};
}

function referenceTo(id: string): Reference {
  return { ref: pageOf(id), url: pageOf(id) };
}

/** The address that holds whoever wrote it, and however they are called now. */
function pageOf(id: string): string {
  return `${SITE}/i/status/${urlPart(id)}`;
}

/**
 * A tweet of a feed: its words alone, without title, for that repeats them. What a bridge marks as an answer begins with `@name` again, as the
 * tweet itself did, so that it can be seen whom it speaks to.
 */
function refine(post: Post, entry: Entry): Post {
  const id = numberAt(post.url) ?? numberAt(post.guid);
  const body = entry.content ?? entry.summary ?? entry.title;
  if (id === null || !body) return post;
  const account = /^\/(\w{1,20})\/status(?:es)?\/\d+/.exec(addressOf(post.url)?.pathname ?? '')?.[1] ?? null;
  const { inReplyTo } = bridgeMarks(post.title ?? '');
  const own = account === null ? body.value : withoutAccount(body.value, account);
  const opening = /^\s*<p>/.exec(own)?.[0] ?? '';
  const said =
    inReplyTo === null || own.slice(opening.length).startsWith('@') ? own : `${opening}@${inReplyTo} ${own.slice(opening.length)}`;
  const name = post.author?.name?.replace(/^@/, '') ?? account;
  return reread(
    post,
    {
      aliases: [pageOf(id), `x:${id}`].filter((alias) => alias !== post.guid),
      title: null,
      author: account === null ? post.author : personOf(name, absoluteUrl(`${SITE}/${account}`)),
    },
    { ...body, value: said },
  );
}
