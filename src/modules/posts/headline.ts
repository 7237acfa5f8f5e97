import { excerptOf } from '../pages/words.js';

/** What stands above a post: its title, or for the untitled (an account's remark) its first words. */
export interface Headline {
  text: string;
  /** The headline is the post's own words, so that they need not be said again beneath it. */
  isQuote: boolean;
}

const UNTITLED_CHARACTERS_MAX = 140;

/** Of a post that has neither, as one that only its comments tell of, its address is all there is to say. */
export function headlineOf(post: { title: string | null; text: string; url?: string | null }): Headline {
  const title = post.title?.trim();
  if (title && !isBeginning(title, post.text)) return { text: title, isQuote: false };
  // A saved page without markup has its title as a first, short paragraph.
  const [first = '', ...others] = post.text.trim().split(/\n\s*\n/);
  if (others.length > 0 && first.length <= UNTITLED_CHARACTERS_MAX) return { text: first, isQuote: false };
  const words = excerptOf(post.text, UNTITLED_CHARACTERS_MAX) || title;
  if (words) return { text: words, isQuote: true };
  return { text: post.url ? post.url.replace(/^https?:\/\/(?:www\.)?|\/+$/g, '') : 'Without words', isQuote: false };
}

/** What a post says besides its headline, cut to a length; empty where the headline says it all. */
export function leadOf(post: { title: string | null; text: string }, charactersMax: number): string {
  const headline = headlineOf(post);
  const text = post.text.replace(/\s+/g, ' ').trim();
  const said = headline.text.replace(/…$/, '').replace(/\s+/g, ' ');
  if (!text.startsWith(said)) return excerptOf(text, charactersMax);
  const rest = text.slice(said.length).trim();
  return headline.isQuote && rest !== '' ? `…${excerptOf(rest, charactersMax)}` : excerptOf(rest, charactersMax);
}

/** Accounts' feeds repeat the whole remark, or its beginning, as the title. */
function isBeginning(title: string, text: string): boolean {
  const beginning = title
    .replace(/(…|\.\.\.)$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.replace(/\s+/g, ' ').trim().startsWith(beginning) && (beginning.length > 60 || beginning.length === text.trim().length);
}
