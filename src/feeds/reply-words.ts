/**
 * Words by which people show whom they answer, as data. English first, then what is common under blogs in other languages. Everything is in lower case
 * and without accents. What needs no words (`@name`, `Name:` at the start, a quotation) works in any language.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Words before a name that make it an address, even without punctuation after it: "Thanks Ann", "I agree Drew", "Re: Ann". */
export const ADDRESS_CUES = words(`
  hi hey hello thanks thank thx cheers dear sorry agree agreed welcome re ditto morning
  hallo hoi danke liebe lieber beste bedankt bonjour salut merci cher chere hola gracias querido querida ola obrigado obrigada ciao grazie caro cara
  hej tack kiitos czesc dzieki привет спасибо здравствуйте`);

/** Words that may stand between such a word and the name: "thanks again to Ann", "I agree with Drew", "sorry about that, Ann". */
export const LINKING_WORDS = words('again to with you there very much so und zu mit a con met aan avec');

/** Words before a name that make it one whose words are taken up: "as Ann said", "to Ann's point". They count only with a word of `SAYING`. */
export const SAYING = words(`
  said says wrote writes asked asks mentioned mentions suggested suggests noted notes pointed points commented argued argues claimed
  schrieb schreibt sagte sagt meinte meint ecrit dit demande escribio dijo dice schreef zegt ha-scritto`);

/** What a name owns when it is taken up: "Ann's point". */
export const SAID_THINGS = words(
  'comment comments point question suggestion suggestions remark reply answer post idea statement observation advice tip link response',
);

/** Names that say who nobody is: two comments that bear one are not by one person. */
export const NOBODY = words(`
  anonymous anon guest visitor reader user unknown nobody noname name none someone somebody admin administrator webmaster moderator me you
  anonyme anonym gast anonimo anoniem deleted removed`);

/** Given names and pen names that are also words: only punctuation or an `@` makes them names. */
export const WORD_NAMES = words(`
  will mark may rob grant hope art bill bob chase chip dean dick don drew earl faith frank gene grace guy harry hunter ivy jack jade joy
  june april august summer autumn lance major max miles nick pat penny pierce ray rich rocky rose rusty sandy sky skip sonny stone sue van victor wade
  ward wayne woody angel baby bear buddy dawn rain sage star storm dale glen heath page king prince duke`);

/** Words with which sentences begin: never a name by themselves, though a pen name may begin with them ("The Dude"). */
export const NEVER_NAMES = words(`
  the a an my i you we it he she they so no yes ok okay well oh ah hi hey hello thanks thank dear sorry and but or if in on at to of for as by
  not just also now then here there this that these those what who why how when where which is are was do does did have has can could would should
  great good nice cool hmm wow lol actually anyway however still again first last next new old mr mrs ms dr sir dad mum mom one two more most
  some any all nothing everything please maybe perhaps yeah yep nope agreed right sure exactly indeed interesting blog web site online test
  ps btw fyi edit update note der die das ein eine le la les un une el los il lo de`);
