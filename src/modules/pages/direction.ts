/** Languages that are written from right to left, whatever script they could be written in as well. */
const RIGHT_TO_LEFT = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'iw', 'ji', 'nqo', 'prs', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi']);
const RIGHT_TO_LEFT_SCRIPTS = new Set(['adlm', 'arab', 'hebr', 'nkoo', 'rohg', 'syrc', 'thaa']);

/**
 * How a text of a language runs (BCP 47). Where that is no question of the language, the browser tells it by the first letter: many feeds of other
 * languages say that they are English.
 */
export function directionOf(language: string | null): 'rtl' | 'auto' {
  const [tongue = '', ...subtags] = (language ?? '').toLowerCase().split('-');
  const script = subtags.find((subtag) => /^[a-z]{4}$/.test(subtag));
  return (script === undefined ? RIGHT_TO_LEFT.has(tongue) : RIGHT_TO_LEFT_SCRIPTS.has(script)) ? 'rtl' : 'auto';
}
