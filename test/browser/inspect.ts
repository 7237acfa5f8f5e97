import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [320, 800, 1600];
/** So many keys are pressed on a page: past the masthead, and well into what is particular to it. */
const STOPS = 40;

/** What is expected of `inspect`. */
export const WELL = { light: [], dark: [], keys: [], widths: WIDTHS };

/** The rules of axe that the page breaks by day and by night, stops of the Tab key at which one does not see where one is, and how wide it is in windows of three widths. */
export async function inspect(page: Page): Promise<Record<keyof typeof WELL, unknown>> {
  // Else the window would still be on its way to what has the focus.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(axe);
  const [light, dark] = [await broken(page, 'light'), await broken(page, 'dark')];
  const keys = await unseenStops(page);
  const widths: number[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    widths.push(await page.evaluate<number>('document.documentElement.scrollWidth'));
  }
  return { light, dark, keys, widths };
}

async function broken(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))',
  );
}

/** Null where the keys have left the page. */
const STOP = `(() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const { outlineStyle, boxShadow } = getComputedStyle(stop);
  const { top, bottom, width } = stop.getBoundingClientRect();
  // Within a field of a date or a time, the browser marks the day or the hour.
  const isMarked = outlineStyle !== 'none' || boxShadow !== 'none' || stop.matches('[type=date], [type=time]');
  const isSeen = width > 0 && bottom > 0 && top < innerHeight && isMarked;
  return { isSeen, html: stop.outerHTML.slice(0, 120) };
})()`;

async function unseenStops(page: Page): Promise<string[]> {
  const unseen: string[] = [];
  for (let stop = 0; stop < STOPS; stop++) {
    await page.keyboard.press('Tab');
    const reached = await page.evaluate<{ isSeen: boolean; html: string } | null>(STOP);
    if (!reached) return stop === 0 ? ['No key leads anywhere.'] : unseen;
    if (!reached.isSeen) unseen.push(reached.html);
  }
  return unseen;
}
