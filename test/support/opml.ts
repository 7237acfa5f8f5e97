/** A list as feed readers export it. */
export const opml = (body: string) => `<opml version="2.0"><body>${body}</body></opml>`;

/** So many feeds on five hundred hosts, from one number on. */
export const outlines = (count: number, from = 0) =>
  Array.from(
    { length: count },
    (_, index) => `<outline text="Feed ${from + index}" xmlUrl="https://h${(from + index) % 500}.example/feeds/${from + index}"/>`,
  ).join('');
