/** The words in dates: names of months in the languages of the web, and names of time zones. */

const ENGLISH = 'january february march april may june july august september october november december'.split(' ');

/** Where two languages use one name for different months (`listopad`), the earlier in this list is believed. */
const LANGUAGES = 'de fr es it pt nl sv da nb pl cs sk sl hu ro fi et lv lt ca eu gl id ms tr el ru uk be bg sr hr mk is ga cy vi'.split(
  ' ',
);

/**
 * Minutes east of Greenwich: RFC 822 §5.1, and the names that feeds are seen to use. Where a name means several zones, the commonest in
 * feeds.
 */
const ZONES = new Map(
  Object.entries({
    ...{
      ut: 0,
      utc: 0,
      gmt: 0,
      z: 0,
      wet: 0,
      bst: 60,
      ist: 330,
      west: 60,
      cet: 60,
      met: 60,
      mez: 60,
      cest: 120,
      mest: 120,
      mesz: 120,
      eet: 120,
      eest: 180,
      sast: 120,
    },
    ...{ est: -300, edt: -240, et: -300, cst: -360, cdt: -300, ct: -360, mst: -420, mdt: -360, mt: -420, pst: -480, pdt: -420, pt: -480 },
    ...{ ast: -240, adt: -180, nst: -210, ndt: -150, akst: -540, akdt: -480, hst: -600, brt: -180, art: -180 },
    ...{ msk: 180, msd: 240, jst: 540, kst: 540, hkt: 480, sgt: 480, pht: 480, ict: 420, wib: 420, npt: 345, pkt: 300 },
    ...{ aest: 600, aedt: 660, acst: 570, acdt: 630, awst: 480, nzst: 720, nzdt: 780 },
    ...{ eastern: -300, central: -360, mountain: -420, pacific: -480, greenwich: 0, 'eastern standard': -300, 'eastern daylight': -240 },
    ...{
      'central standard': -360,
      'central daylight': -300,
      'mountain standard': -420,
      'mountain daylight': -360,
      'pacific standard': -480,
    },
    ...{
      'pacific daylight': -420,
      'greenwich mean': 0,
      'british summer': 60,
      'coordinated universal': 0,
      'gmt standard': 0,
      'gmt daylight': 60,
    },
    ...{
      'w. europe standard': 60,
      'w. europe daylight': 120,
      'central european': 60,
      'central european summer': 120,
      'romance standard': 60,
    },
  }),
);

/**
 * The number of a month from its name or its beginning, in any case, with or without accents.
 * @param word "April", "Sept.", "août", "Ιούλ"
 * @returns 1 to 12, or null for any other word
 */
export function monthNumber(word: string): number | null {
  const plain = folded(word);
  if (plain.length < 3) return null;
  const english = ENGLISH.findIndex((name) => name.startsWith(plain) || (plain.length > 3 && plain.startsWith(name)));
  if (english >= 0) return english + 1;
  foreign ??= foreignMonths();
  const exact = foreign.get(plain);
  if (exact !== undefined) return exact;
  for (const [name, month] of foreign) if (name.startsWith(plain)) return month;
  return null;
}

/**
 * A zone's distance from Greenwich in minutes, from its name ("EST", "Eastern Standard Time").
 * @returns null for a name that is not known
 */
export function zoneMinutes(name: string): number | null {
  return (
    ZONES.get(
      name
        .trim()
        .toLowerCase()
        .replace(/ time$/, ''),
    ) ?? null
  );
}

let foreign: Map<string, number> | undefined;

/**
 * Names as the platform's own language data has them (Unicode CLDR): alone and within a date, long and short. Made at the first date that
 * is not English.
 */
function foreignMonths(): Map<string, number> {
  const names = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (const month of ['long', 'short'] as const) {
      for (const options of [{ month }, { month, day: 'numeric' as const }]) {
        const format = new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, { ...options, timeZone: 'UTC' });
        for (let index = 0; index < 12; index++) {
          const part = format.formatToParts(Date.UTC(2024, index, 3)).find(({ type }) => type === 'month');
          const name = folded(part?.value ?? '');
          if (/^\p{L}{3,}/u.test(name) && !names.has(name)) names.set(name, index + 1);
        }
      }
    }
  }
  return names;
}

function folded(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '');
}
