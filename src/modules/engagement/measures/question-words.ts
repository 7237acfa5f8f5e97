/** The words by which `isQuestion` knows a question, in the languages of those who write to British bodies most. Add a language by its lists. */

/** How a question opens that lacks its mark. Only openings of two words and more: `what is clear is …` is no question, `what is` alone says nothing. */
export const OPENINGS: readonly string[] = [
  // English
  ...[
    'how do i',
    'how do we',
    'how can i',
    'how can we',
    'how can you',
    'how long will',
    'how long does',
    'how much does',
    'how much will',
  ],
  ...[
    'how many people',
    'how often do',
    'where can i',
    'where do i',
    'where can we',
    'when will',
    'when can i',
    'when can we',
    'when do you',
  ],
  ...[
    'why are you',
    'why do you',
    'why did you',
    "why don't you",
    'why has nobody',
    'who do i',
    'who can i',
    'who should i',
    'which of these do',
  ],
  ...[
    'what do i',
    'what can i',
    'what should i',
    'what are you doing',
    'what happens if',
    'what happened to',
    'can you',
    'can i',
    'can we',
  ],
  ...[
    'can anyone',
    'can anybody',
    'can someone',
    'can somebody',
    'could you',
    'could someone',
    'could anyone',
    'will you',
    'will there be',
  ],
  ...[
    'would you',
    'do you',
    'does anyone',
    'does anybody',
    'is there any',
    'is there a',
    'are there any',
    'are you going to',
    'any idea',
    'any news on',
  ],
  // Cymraeg
  ...[
    'sut mae',
    'sut ydw i',
    'pryd bydd',
    'pryd fydd',
    'ble mae',
    'ble alla i',
    'pam mae',
    'oes modd',
    'a oes modd',
    'allwch chi',
    'a allwch chi',
  ],
  // Deutsch
  ...[
    'wie kann ich',
    'wie lange dauert',
    'wann wird',
    'wann kommt',
    'wo kann ich',
    'warum haben sie',
    'warum wird',
    'können sie',
    'könnten sie',
  ],
  // Français
  ...[
    'est-ce que',
    "est-ce qu'il",
    'qu’est-ce que',
    "qu'est-ce que",
    'comment puis-je',
    'quand est-ce que',
    'pourquoi ne',
    'pouvez-vous',
    'pourriez-vous',
  ],
  // Español
  ...['cómo puedo', 'cuándo van a', 'cuándo será', 'dónde puedo', 'por qué no', 'pueden ustedes', 'podrían decir'],
  // Polski
  ...['czy można', 'czy możecie', 'jak mogę', 'kiedy będzie', 'gdzie mogę', 'dlaczego nie'],
];

/** A question within a sentence. */
export const INDIRECT: readonly string[] = [
  ...['i wonder if', 'i wonder whether', 'i wonder when', 'i wonder why', 'wondering if you', 'wondering whether you', 'wondering when'],
  ...[
    'i would like to know',
    "i'd like to know",
    'i would love to know',
    'please tell me',
    'please tell us',
    'please let me know',
    'can you tell me',
  ],
  ...[
    'please explain',
    'ich wüsste gern',
    'ich frage mich ob',
    "j'aimerais savoir",
    'je voudrais savoir',
    'me gustaría saber',
    'hoffwn wybod',
    'chciałbym wiedzieć',
  ],
];

/** Whole sentences that ask nothing. */
export const RHETORICAL: ReadonlySet<string> = new Set([
  ...[
    'who knows',
    'who cares',
    'so what',
    'what else is new',
    'really',
    'seriously',
    'why bother',
    'why not',
    'what do you expect',
    'what did you expect',
  ],
  ...[
    'are you kidding',
    'are you serious',
    'is this a joke',
    'is that a joke',
    'is it any wonder',
    'need i say more',
    'what more can i say',
    'who would have thought',
  ],
  ...[
    'how hard can it be',
    'guess what',
    'you know what',
    'remember',
    'right',
    'eh',
    'na und',
    'wirklich',
    'et alors',
    'vraiment',
    'y qué',
    'de verdad',
  ],
]);

/** Tags that ask for agreement and not for an answer. */
export const RHETORICAL_ENDS: readonly string[] = [
  ...[", isn't it", ", aren't they", ", don't you think", ", doesn't it", ", wasn't it", ", won't they", ', right', ', eh', ', is it'],
  ...[', nicht wahr', ', oder', ", n'est-ce pas", ', no', ', verdad', ", on'd ydy"],
];

/** How a writer begins who answers his own question in the next sentence. */
export const SELF_ANSWERS: readonly string[] = [
  ...[
    'because',
    'simple',
    'the answer is',
    'it is simple',
    "it's simple",
    'nothing',
    'nobody',
    'of course not',
    'no, of course',
    'achos',
    'weil',
    'parce que',
    'porque',
    'bo',
  ],
];
