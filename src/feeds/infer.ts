/** Whom a comment answers, inferred from its words and from who spoke when, for threads in which nobody says it. */
import { findAddress, opensToStranger, type Address } from './address.js';
import { isSamePerson, speakerKey, Speakers } from './names.js';
import { isPingback } from './pingbacks.js';
import { partsOf, POST, QuoteIndex, type Parts } from './quotes.js';

/** A comment whose parent is not known. */
export interface Candidate {
  id: string;
  authorName: string | null;
  text: string;
  /** Safe markup of the same words: quotations are marked in it. */
  html?: string;
  publishedAt: Date | null;
  position: number;
  /** Whether the author of the post wrote it, where that is known; else the names are compared. */
  isPostAuthor?: boolean;
}

export type Evidence = 'quote' | 'addressee' | 'at-name' | 'said' | 'author-answers' | 'returning-speaker';

export interface Inference {
  id: string;
  parentId: string;
  /** How often such evidence was right where parents are known: see `CONFIDENCE`. */
  confidence: number;
  evidence: Evidence;
  /** The words that show it, as written; '' where it is shown by who spoke when. */
  words: string;
}

/** From here on a page draws an inferred reply as one. Below it, it is a hint at most. */
export const SHOWN_CONFIDENCE = 0.9;

/**
 * What was found, and how often it is right. Each figure is a share of replies whose parents are known, lowered to what remained when the site with
 * most of its cases was left out, so that no blog decides (`npm run bench:threads` prints both). Kinds that few labelled replies show stay under
 * `SHOWN_CONFIDENCE`, however plausible they are.
 */
export const CONFIDENCE = {
  /** Quotes a comment, and names its author. */
  'quote-named': 0.97,
  /** Quotes a comment, marked as a quotation. */
  quote: 0.93,
  /** Has a comment's words in quotation marks. */
  'quote-inline': 0.7,
  /** Begins with the name of someone who has spoken. */
  address: 0.93,
  /** The same, but several have that name. */
  'address-shared': 0.65,
  /** Comes to the name later. */
  'address-later': 0.6,
  /** Speaks to the post's author, who has just answered the same speaker: many write so under the post itself. */
  'address-back': 0.55,
  said: 0.6,
  /** The post's author, right after the only comment that waited for an answer. */
  'author-one-waiting': 0.92,
  /** The post's author, right after a question, while another comment waited too. */
  'author-question': 0.7,
  /** The post's author, while several waited. */
  'author-many-waiting': 0.6,
  /** Speaks again right after being answered. */
  'returning-next': 0.75,
  'returning-later': 0.45,
} as const;

type Ground = keyof typeof CONFIDENCE;

interface Guess {
  /** Place of the comment that is answered, or `POST`. */
  place: number;
  ground: Ground;
  evidence: Evidence;
  words: string;
}

/**
 * The parents that the words of a thread show.
 *
 * In: its comments in reading order, none with a known parent, and the post. Out: an inference for each comment with evidence, in the same order; for the
 * others there is none, which means the post. A parent always stands earlier, so there are no rings. Evidence in this order: words that are quoted, a
 * name that is addressed (of a speaker of this thread, never of someone absent), then who spoke when. What is quoted from the post, and an address of the
 * post's author by someone whom they have not answered, mean the post. Time grows with the length of the texts and nothing else. Pure; never throws.
 */
export function inferReplies(comments: readonly Candidate[], post: { authorName: string | null; text: string }): Inference[] {
  const thread = new Thread(
    comments.map(({ text, html }) => partsOf(text, html)),
    post,
  );
  return comments.flatMap((comment, place) => {
    const guess = thread.next(comment, place);
    const parent = guess ? comments[guess.place] : undefined;
    if (!guess || !parent || parent.id === comment.id) return [];
    const { ground, evidence, words } = guess;
    return [{ id: comment.id, parentId: parent.id, confidence: CONFIDENCE[ground], evidence, words }];
  });
}

/** A comment while it is looked at. */
interface Turn {
  place: number;
  /** Who speaks; null for nobody in particular. */
  key: string | null;
  isAuthor: boolean;
  parts: Parts;
}

/** What has been said so far, comment by comment. */
class Thread {
  private readonly speakers = new Speakers();
  private readonly quotes: QuoteIndex;
  private readonly authorKey: string | null;
  private readonly keys: (string | null)[] = [];
  /** The latest comment of each speaker. */
  private readonly latestBy = new Map<string, number>();
  /** The latest comment that answered each speaker. */
  private readonly latestTo = new Map<string, number>();
  /** How many have spoken since the post's author last did. */
  private waiting = 0;
  /** The comment before this one, pingbacks aside. */
  private previous = POST;

  constructor(
    private readonly parts: readonly Parts[],
    post: { authorName: string | null; text: string },
  ) {
    this.quotes = new QuoteIndex(parts);
    this.quotes.add(POST, post.text);
    this.authorKey = speakerKey(post.authorName);
    if (this.authorKey !== null) this.speakers.add(this.authorKey, post.authorName ?? '');
  }

  /** The guess for the next comment, which is then part of what has been said. */
  next(comment: Candidate, place: number): Guess | null {
    const parts = this.parts[place];
    // A pingback is another site's link: it answers nobody here, and nobody answers it.
    if (!parts || isPingback({ kind: 'comment', text: comment.text })) return null;
    const own = speakerKey(comment.authorName);
    const isAuthor = comment.isPostAuthor ?? isSamePerson(own, this.authorKey);
    const turn = { place, key: isAuthor ? (this.authorKey ?? own) : own, isAuthor, parts };
    const guess = this.guess(turn);
    this.remember(turn, comment.authorName ?? '', guess);
    return guess;
  }

  private guess(turn: Turn): Guess | null {
    const quoted = this.byQuote(turn);
    const address = findAddress(turn.parts.own, this.speakers, turn.key);
    const named = address && this.byName(turn, address);
    if (quoted) return named?.place === quoted.place && quoted.place !== POST ? { ...quoted, ground: 'quote-named' } : quoted;
    if (named ?? opensToStranger(turn.parts.own)) return named;
    return turn.isAuthor ? this.asAuthor() : this.asReturning(turn);
  }

  private byQuote({ parts, key }: Turn): Guess | null {
    for (const quote of parts.quotes) {
      const place = this.quotes.find(quote);
      if (place === null || (place !== POST && key !== null && this.keys[place] === key)) continue;
      return { place, ground: quote.isMarked ? 'quote' : 'quote-inline', evidence: 'quote', words: quote.text };
    }
    return null;
  }

  private byName({ key }: Turn, { form, name, words, isFirst }: Address): Guess {
    const evidence = form === 'opening' || form === 'closing' ? 'addressee' : form;
    const place = this.latestBy.get(name.speaker);
    const isBack = key !== null && (this.latestBy.get(key) ?? Infinity) < (place ?? POST);
    if (place === undefined || (name.speaker === this.authorKey && !isBack)) return { place: POST, ground: 'address', evidence, words };
    return { place, ground: this.groundOf(form, name.speaker, name.isShared, isFirst), evidence, words };
  }

  private groundOf(form: Address['form'], speaker: string, isShared: boolean, isFirst: boolean): Ground {
    if (form === 'said') return 'said';
    if (isShared) return 'address-shared';
    if (speaker === this.authorKey) return 'address-back';
    return isFirst ? 'address' : 'address-later';
  }

  /** The post's author speaks to those who came after their last word, and mostly to the last of them. */
  private asAuthor(): Guess | null {
    if (this.waiting === 0) return null;
    const isQuestion = /[?？؟]/.test(this.parts[this.previous]?.own ?? '');
    const ground = this.waiting === 1 ? 'author-one-waiting' : this.waiting === 2 && isQuestion ? 'author-question' : 'author-many-waiting';
    return { place: this.previous, ground, evidence: 'author-answers', words: '' };
  }

  /** Whoever was answered, and has not spoken since, answers back. */
  private asReturning({ key }: Turn): Guess | null {
    const mine = key === null ? undefined : this.latestBy.get(key);
    const answer = key === null ? undefined : this.latestTo.get(key);
    if (mine === undefined || answer === undefined || answer < mine) return null;
    return {
      place: answer,
      ground: answer === this.previous ? 'returning-next' : 'returning-later',
      evidence: 'returning-speaker',
      words: '',
    };
  }

  private remember({ place, key, isAuthor, parts }: Turn, name: string, guess: Guess | null): void {
    this.keys[place] = key;
    this.previous = place;
    const answered = guess && guess.place !== POST ? this.keys[guess.place] : null;
    if (answered) this.latestTo.set(answered, place);
    this.waiting = isAuthor ? 0 : this.waiting + 1;
    if (key !== null) {
      this.latestBy.set(key, place);
      this.speakers.add(key, name);
    }
    this.quotes.add(place, parts.own);
  }
}
