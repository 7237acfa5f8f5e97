import { countOf, excerptOf } from '../pages/words.js';
import type { Telling, ToldEvent } from './telling.js';

/** More is not read in a chat; the page has the rest. */
const SHOWN = 10;
const TITLE_CHARACTERS = 150;
const QUOTE_CHARACTERS = 200;

/**
 * One message that incoming webhooks of Slack, Mattermost, Rocket.Chat and Matrix (hookshot) take alike: a text with links as `<url|words>`, in which
 * three characters are escaped. A word of somebody's can neither make a link nor call a whole channel (`<!channel>`).
 */
export function chatBody(telling: Telling): string {
  const { kind, rule, events, more } = telling;
  const head = `${link(rule.url, rule.name)}: ${kind === 'test' ? 'a test of this alert' : countOf(events.length + more, 'event', 'events')}`;
  const left = more + Math.max(0, events.length - SHOWN);
  const lines = [head, ...events.slice(0, SHOWN).map(line), ...(left > 0 ? [link(rule.url, `and ${left} more`)] : [])];
  return JSON.stringify({ text: lines.join('\n'), username: 'Hustings' });
}

function line({ title, sentence, quote, url }: ToldEvent): string {
  const said = quote === null ? '' : ` “${escaped(excerptOf(quote, QUOTE_CHARACTERS))}”`;
  return `• ${link(url, excerptOf(title, TITLE_CHARACTERS))} ${escaped(sentence)}${said}`;
}

function link(url: string, words: string): string {
  return `<${url.replace(/[<>|]/g, encodeURIComponent)}|${escaped(words).replaceAll('|', '¦')}>`;
}

/** Slack asks for these three, and no others. Mattermost reads `@all` and its like also in a text: a joiner between keeps that from being a call. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=all|channel|here|everyone|room)/gi, '@\u2060');
}
