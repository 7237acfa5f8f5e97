import Handlebars, { type HelperDeclareSpec, type HelperOptions } from 'handlebars';
import type { Assets } from './assets.js';
import { directionOf } from './direction.js';
import type { ImageLinks } from './image-links.js';
import { formatInstant, type InstantStyle } from './instants.js';
import { countOf, formatNumber, wordFor } from './words.js';

export interface PageSettings {
  /** Days and clock times are given in this zone. */
  timezone: string;
  /** The address that readers use, without a slash at its end. */
  baseUrl: string;
}

/** Everything a template may do beyond the language itself. A value that is missing throws: a page with holes is a defect. */
export function helpers(settings: PageSettings, assets: Assets, images: ImageLinks): HelperDeclareSpec {
  return {
    /** `{{time at "clock"}}`: an instant for people in the digest's zone, and for machines in UTC. */
    time: (at: unknown, style: InstantStyle) => {
      const instant = asDate(at, 'time');
      return new Handlebars.SafeString(
        `<time datetime="${instant.toISOString()}">${formatInstant(instant, style, settings.timezone)}</time>`,
      );
    },
    /** `{{number n}}`: 12,345. */
    number: (count: unknown) => formatNumber(asNumber(count, 'number')),
    /** `{{count n "reply" "replies"}}`: 1 reply, 2 replies. */
    count: (count: unknown, one: string, many: string) => countOf(asNumber(count, 'count'), one, many),
    /** `{{word n "reply" "replies"}}`: the word without its number. */
    word: (count: unknown, one: string, many: string) => wordFor(asNumber(count, 'word'), one, many),
    /** The one way by which markup reaches a page unescaped: what `src/feeds` has sanitised, and what a layout wraps. */
    sanitised: (html: unknown) => new Handlebars.SafeString(asString(html, 'sanitised')),
    /** What somebody wrote, with its pictures as the settings want them. */
    prose: (html: unknown) => new Handlebars.SafeString(images.rewrite(asString(html, 'prose'))),
    /** `<p{{inLanguage language}}>`: attributes for words that somebody wrote, in a language or, with null, in one that is not known. */
    inLanguage: (language: unknown) =>
      new Handlebars.SafeString(languageAttributes(language === null ? null : asString(language, 'inLanguage'))),
    /** What a page is about, for programs: data in a script element, which no browser runs. Addresses from the root become whole. */
    schema: (data: unknown) => new Handlebars.SafeString(dataBlock(data, settings.baseUrl)),
    /** The address of a file of public/. */
    asset: (file: unknown) => assets.url(asString(file, 'asset')),
    /** The style sheet itself, for a page that must stand alone. */
    stylesheet: () => new Handlebars.SafeString(assets.text('site.css')),
    /** The whole address of a path, for canonical links and feeds. */
    absolute: (path: unknown) => settings.baseUrl + asString(path, 'absolute'),
    baseUrl: () => settings.baseUrl,
    timezone: () => settings.timezone.replaceAll('_', ' '),
    /** `{{#eq kind "day"}}…{{else}}…{{/eq}}`. */
    eq(this: unknown, a: unknown, b: unknown, options: HelperOptions): string {
      return a === b ? options.fn(this) : options.inverse(this);
    },
  };
}

function languageAttributes(language: string | null): string {
  return ` dir="${directionOf(language)}"${language === null ? '' : ` lang="${Handlebars.escapeExpression(language)}"`}`;
}

/** Escaped so that no word in it can end the element. */
function dataBlock(data: unknown, baseUrl: string): string {
  const json = JSON.stringify(data, (key, value: unknown) =>
    (key === 'url' || key === '@id') && typeof value === 'string' && value.startsWith('/') ? baseUrl + value : value,
  );
  return `<script type="application/ld+json">${json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`;
}

function asDate(value: unknown, helper: string): Date {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  throw new TypeError(`{{${helper}}} needs a Date and got ${String(value)}`);
}

function asNumber(value: unknown, helper: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`{{${helper}}} needs a number and got ${String(value)}`);
}

function asString(value: unknown, helper: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`{{${helper}}} needs a string and got ${String(value)}`);
}
