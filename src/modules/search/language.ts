/** Where the language of a text is guessed from its letters. */
export interface Guesser {
  detect: (text: string) => { language: string; isReliable: () => boolean };
}

/** Enough to tell a language; a guess from more takes longer, and is hardly better. */
const CHARACTERS_READ = 500;
/** Below, a guess is mostly a name or a greeting. */
const LETTERS_MIN = 20;

/** Loaded when the first post needs it: its tables take 28 MB and a third of a second. */
export function loadGuesser(): Promise<Guesser> {
  return (loading ??= import('eld/extrasmall').then(({ eld }) => eld));
}

let loading: Promise<Guesser> | null = null;

/** The primary language of a post (`en`, `cy`): as its document says, else as its words show; null where they are too few or unclear. */
export function languageOf(said: string | null, words: string, guesser: Guesser): string | null {
  return statedLanguage(said) ?? guessedLanguage(words, guesser);
}

/** `en` of `en-GB`; null for what names no language. */
export function statedLanguage(said: string | null): string | null {
  const primary = /^([a-z]{2,3})(?:[-_]|$)/i.exec(said?.trim() ?? '')?.[1]?.toLowerCase();
  return primary === undefined || NO_LANGUAGE.has(primary) ? null : primary;
}

/** Undetermined, several, none, not coded (ISO 639-2). */
const NO_LANGUAGE = new Set(['und', 'mul', 'zxx', 'mis']);

function guessedLanguage(words: string, guesser: Guesser): string | null {
  const said = words.slice(0, CHARACTERS_READ).replace(/\bhttps?:\/\/\S+|[@#]\S+/g, ' ');
  if ((said.match(/\p{L}/gu)?.length ?? 0) < LETTERS_MIN) return null;
  const guess = guesser.detect(said);
  return guess.isReliable() && guess.language !== '' ? guess.language : null;
}
