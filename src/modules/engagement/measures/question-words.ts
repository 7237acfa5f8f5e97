/** The words by which `isQuestion` knows a question, in the languages of those who write to British bodies most. Add a language by its lists. */

const phrases = (list: string): string[] => list.split('|').map((phrase) => phrase.trim().replace(/\s+/g, ' '));
/** One expression for all of them is ten times faster than one after another. */
const beginning = (list: readonly string[]) => new RegExp(`^(?:${list.join('|')})(?:[ ,]|$)`);
const within = (list: readonly string[]) => new RegExp(`(?:^| )(?:${list.join('|')})(?: |$)`);

/** How a question opens that lacks its mark. Only openings of two words and more: `what is clear is …` is no question, `what is` alone says nothing. */
export const OPENINGS = beginning([
  // English
  ...phrases(`
  how do i | how do we | how can i | how can we | how can you | how long will | how long does | how much does | how much will | how many people | how
  often do | where can i | where do i | where can we | when will | when can i | when can we | when do you | why are you | why do you | why did you | why
  don't you | why has nobody | who do i | who can i | who should i | which of these do | what do i | what can i | what should i | what are you doing |
  what happens if | what happened to | can you | can i | can we | can anyone | can anybody | can someone | can somebody | could you | could someone |
  could anyone | will you | will there be | would you | do you | does anyone | does anybody | is there any | is there a | are there any | are you going
  to | any idea | any news on
`),
  // Cymraeg
  ...phrases(`
  sut mae | sut ydw i | pryd bydd | pryd fydd | ble mae | ble alla i | pam mae | oes modd | a oes modd | allwch chi | a allwch chi
`),
  // Deutsch
  ...phrases(`
  wie kann ich | wie lange dauert | wann wird | wann kommt | wo kann ich | warum haben sie | warum wird | können sie | könnten sie
`),
  // Français
  ...phrases(`
  est-ce que | est-ce qu'il | qu’est-ce que | qu'est-ce que | comment puis-je | quand est-ce que | pourquoi ne | pouvez-vous | pourriez-vous
`),
  // Español
  ...phrases(`
  cómo puedo | cuándo van a | cuándo será | dónde puedo | por qué no | pueden ustedes | podrían decir
`),
  // Polski
  ...phrases(`
  czy można | czy możecie | jak mogę | kiedy będzie | gdzie mogę | dlaczego nie
`),
]);

const AUXILIARY = "(?:is|are|am|was|were|do|does|did|can|could|will|would|should|shall|has|have|had|may|might|r)(?:n't)?";
const SUBJECT =
  '(?:i|we|you|u|he|she|it|they|there|this|that|these|those|the|a|an|any|my|our|your|his|her|their|its|anyone|anybody|someone|somebody|people|everyone)';

/** English questions by the order of their words, for those that lack their mark: a verb before its subject, with a question word or without. */
export const INVERSIONS: readonly RegExp[] = [
  new RegExp(`^${AUXILIARY} ${SUBJECT}\\b`),
  new RegExp(
    `^(?:when|where|why|how|which \\w+|what \\w+|who|how (?:much|many|long|often|far|soon|old)(?: \\w+)?) ${AUXILIARY} ${SUBJECT}\\b`,
  ),
  new RegExp(`^what (?:do|does|did|can|could|will|would|should|has|have|had)(?:n't)? ${SUBJECT}\\b`),
  /^how (?:come|many|much|long|often)\b/,
];

/** The same in other languages, by how they begin. */
export const FOREIGN_OPENINGS =
  /^(?:wie (?:viel|lange|oft|kann|komme)|wann (?:wird|kommt|ist)|wo (?:kann|ist|gibt)|pourquoi (?:le|la|les|on|est)|quand (?:est|le|la)|où (?:est|peut|puis)|gdzie (?:można|jest|mogę)|kiedy (?:będzie|jest)|dónde (?:está|puedo|se)|cuándo (?:es|sale|van|será)|ble mae|pryd mae|sut mae)(?![\p{L}])/u;

/** A question within a sentence. */
export const INDIRECT = within(
  phrases(`
  i wonder if | i wonder whether | i wonder when | wondering if you | wondering whether you | wondering when | i would like to know | i'd like to know |
  i would love to know | please tell me | please tell us | please let me know | can you tell me | grateful for any advice | grateful to know | grateful
  if you could tell | grateful if someone could | grateful if anyone could | any advice on | any advice welcome | anyone know | anybody know | keen to
  know | curious to know | i want to know | we want to know | i need to know | curious as to | we'd like to know | we would like to know | would love to
  hear | would love to know | please advise | please inform me | please confirm | please tell | i'd appreciate it if | we'd appreciate it if |
  appreciate any advice | obliged if you would | obliged if you could | writing to ask | trying to find out | suggestions please | suggestions welcome |
  any suggestions | any ideas | alguien sabe | alguien tiene | quería saber | quería preguntar | quelqu'un sait | qqn sait | ktoś wie | ktos wie | ktoś
  ma | ktos ma | proszę o informację | weiß jemand | mich würde interessieren | oes rhywun | oes na rywun | quisiera saber | chciałabym zapytać |
  chciałbym zapytać | chciałabym wiedzieć | ich wollte fragen | ich würde gern wissen | je me demande si | hoffwn i wybod | please explain | ich wüsste
  gern | ich frage mich ob | j'aimerais savoir | je voudrais savoir | me gustaría saber | hoffwn wybod | chciałbym wiedzieć
`),
);

/** Whole sentences that ask nothing. */
export const RHETORICAL: ReadonlySet<string> = new Set(
  phrases(`
  who knows | who cares | so what | what else is new | really | seriously | why bother | why not | what do you expect | what did you expect | are you
  kidding | are you serious | is this a joke | is that a joke | is it any wonder | need i say more | what more can i say | who would have thought | how
  hard can it be | guess what | you know what | what next | oh really | is it just me | what is the point | what's the point | how dare they | how dare
  you | am i surprised | who needs it | remember | right | eh | na und | wirklich | et alors | vraiment | y qué | de verdad
`),
);

/** Tags that ask for agreement and not for an answer. */
export const RHETORICAL_ENDS: readonly string[] = [
  ", isn't it",
  ", aren't they",
  ", don't you think",
  ", doesn't it",
  ", wasn't it",
  ", won't they",
  ', right',
  ', eh',
  ', is it',
  ', nicht wahr',
  ', oder',
  ", n'est-ce pas",
  ', no',
  ', verdad',
  ", on'd ydy",
];

/** "…, isn't it?", "…, did they?": a statement with a tag. */
export const TAG =
  /[^,],\s(?:is|are|am|was|were|do|does|did|can|could|will|would|should|has|have|had)(?:n't)? (?:i|we|you|he|she|it|they|there)$/;

/** What is asked in anger or in jest, and not for an answer, by how it begins. */
export const OUTRAGE = beginning([
  '(?:and |but |so |well )?what (?:next|part of|can i say|did (?:they|you|we) expect)',
  '(?:and |but |so |well )?who (?:needs|cares|wants|would want|would have|do you think|do they think)',
  '(?:and |but |so |well )?(?:how (?:dare|stupid|thick|daft|hard can|many more)|why (?:on earth|oh why|bother|(?:do|should) (?:we|they|i) (?:even )?bother))',
  "so what if|oh really|you call|call (?:that|this)|ask yourself|let's face it|would you believe|would it (?:kill|hurt)|is the pope|do bears|do the maths?",
  "what's the difference between|have you ever (?:seen|heard|tried)|ever (?:tried|seen|heard)|do they (?:really )?think|is it any wonder|am i the only one",
  '(?:am i|are we) (?:supposed|meant)|beth nesaf|para qué sirve|czemu mnie to nie|wer soll das|on se moque de qui',
]);

/** The same, as a whole. */
export const OUTBURST = /^(?:who .+ anyway|\p{L}+ed|shocked|angry|sorry)$/u;

/** How short answers are given, in the sentence after a question. */
export const SHORT_ANSWERS =
  /^(?:(?:no|yes|nope|yep|yeah|nah|never|exactly|apparently(?: not| so)?|of course(?: not| they| it)?|absolutely(?: not)?|not likely|me neither|me too|i know i|by \p{L}+ing|neb|nadie|los de siempre|personne|niemand|nikt|nein|non|nie|na)(?:,.*)?|(?:of course|i know|by \p{L}+ing) .*)$/u;

/** How a writer begins who answers his own question in the next sentence. */
export const SELF_ANSWERS = beginning(
  phrases(`
  because | simple | the answer is | it is simple | it's simple | nothing | nobody | of course not | no, of course | achos | weil | parce que | porque |
  bo
`),
);
