/** The address itself where a browser may follow it, else null: a feed may write anything where an address belongs. */
export function webUrl(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}
