/** The words by which it is known whom a sentence speaks to and who speaks in it; all folded. `bench:mentions` says how far they carry. */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

export const ARTICLES = words('a an the our your their this that');

export const GREETINGS = words(
  'dear hello hi hey oi morning afternoon evening attention attn thanks thank please sorry congratulations bravo good shame well ok okay right come so now tell oh yo thankyou cmon nice honestly seriously frankly look listen',
);
/** May stand between a greeting and the name: "Thank you, Treasury", "Good morning to the Home Office", "Dear Sirs at the Treasury". */
export const GREETING_FILLERS = words(
  'you so very much one up to on all at then now again and done us me luck sir sirs madam friends people folks everyone colleagues team',
);
/** Nobody says these in front of a name but to its bearer, whatever comes after it. */
export const HAILS = words("hi hello hey yo oi thankyou thanks thank c'mon congratulations please");
/** "With respect, Ofcom, …" */
export const OPENERS = words(
  'respect honestly seriously frankly sorry please look listen clean on come wake no yes thanks stop pardon round hush',
);
/** "Labour friends, take a look." */
export const COMPANY = words('friends folks people team colleagues members voters ministers staff');
/** "If anyone from the Treasury is listening, you …" */
export const SOMEBODY = words('anyone anybody someone somebody whoever everyone everybody members member those all friends people staff');
/** "May I remind the Treasury that …" */
export const BEGS = words('ask remind urge beg invite implore suggest request thank congratulate');

export const LETTERS = words('question questions letter message note memo appeal plea challenge request suggestion advice tip word');
/** May stand before them: "A couple of quick questions for the Treasury." */
export const LETTER_FILLERS = words(
  'a an my our one two three some few couple of open quick simple small short polite honest genuine serious another',
);
export const COPIES = words('cc attn fao');

export const YOU = words("you your yours yourself yourselves u ur please you're you've you'll you'd");
export const DEMANDS = words(
  'answer listen stop start explain publish tell give show fix sort take look do don release reply respond remember read get try pay bring keep think wake why when what how where who will can could would are is have did does come be make let hurry own clarify confirm consider ensure reconsider provide send say',
);
export const MODALS = words('could can will would might may');
/** "You may remember" speaks to the reader, whatever stands before it. */
export const ASIDES = words('may might will know see remember recall say think understand note notice believe imagine');
/** Whoever is told what is mine speaks to somebody: "Ofcom, we are waiting." */
export const SUBJECTS = words("i we it this that there i'm i've i'd we're we've it's that's there's don't my our your");
/** What a name stands beside that only explains it: "the regulator, Ofcom." */
export const KINDS = words(
  'regulator department agency body bodies party watchdog ministry council employer quango authority office government company organisation service institution bank charity union club firm landlord publisher broadcaster supplier client',
);

export const SAYS = words(
  `said says say saying states stated told tells tell telling claims claimed claim claiming insists insisted insist insisting replied replies responded responds
  answered wrote writes tweeted tweets added adds explained explains argues argued argue arguing warned warns warn warning commented declares declared tweeting
  admits admitted admit concedes conceded confirms confirmed confirm denies denied deny promised promises promise promising acknowledged acknowledges puts stressed
  maintains maintained reckons reckoned reckon reckoning announced announces announcing suggests suggested suggest suggesting estimates estimated estimate accused
  accuses accusing advises advised advise advising recommends recommended recommend recommending predicts predicted forecasts boasted boasts revealed reveals
  pledged pledges vowed vows blamed blames urged urges urging assured assures reminded reminds noted notes observed observes concluded concludes repeated repeats
  grumbled grumbles grumble grumbling stresses stressing pleaded pleads apologised apologises complained complains swore swears quipped joked jokes hinted hints signalled signals disclosed discloses alleged alleges contends contended`,
);
export const SAYS_BEFORE = words(
  'said says wrote writes replied replies responded insists insisted claims claimed adds added explained explains tweeted argued argues warned warns quoting told announced reckons reckoned suggested admitted',
);
/** "… called it “a disgrace”": says something where a quotation follows. */
export const CALLS = words(
  'called calls call describes described branded dismissed hailed denounced labelled spoke speaks talked talks promised wants wanted cited cites',
);
/** "The party left, saying that …" */
export const SAYING = words('saying adding arguing warning claiming insisting telling promising explaining admitting');
/** Who speaks for a body, and what it says things in. */
export const SPEAKERS = words(
  `spokesman spokeswoman spokesperson spokespeople official officials source sources aide aides insider insiders press office statement minister ministers
  secretary head chief executive director chair chairman chairwoman chairperson leader boss commissioner president governor website site leaflet letter report guidance release advice
  helpline blog account staff man woman`,
);
export const SPOKESPEOPLE = words('spokesman spokeswoman spokesperson spokespeople');
/** "The Treasury line is that …" */
export const POSITIONS = words('line view position answer response advice message verdict argument excuse conclusion estimate');
/** "In the view of the Treasury" */
export const VIEWS = words('words view opinion eyes judgement judgment phrase');
/** Whoever stands behind one of these does nothing in its sentence: somebody in, at or near it does. */
export const PREPOSITIONS = words(
  'in at inside within from of near outside by to with about against on under behind into over for like than',
);
export const BETWEEN_SPEAKER_AND_WORD = words(
  'has have had also later then yesterday today already now simply just again even always since finally and in on is are was were been being all both still itself recently actually really only as monday tuesday wednesday thursday friday saturday sunday',
);
export const NOTHING_SAID = words('nothing little neither');
export const PRONOUNS = words('i he she they we you it who');
