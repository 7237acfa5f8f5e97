import { generateAtomFeed } from 'feedsmith';
import { legalText } from '../../feeds/characters.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import { subjectWords } from './alert.words.js';
import { hrefOfAlert } from './alerts.view.js';
import type { EventRow } from './tellings.js';

/** The newest events of an alert as Atom (RFC 4287). Nobody learns from it where else they are told. */
export function alertFeed(rule: AlertRuleEntity, events: readonly EventRow[], baseUrl: string): string {
  const href = baseUrl + hrefOfAlert(rule.slug);
  const host = new URL(baseUrl).hostname;
  return legalText(
    generateAtomFeed({
      id: `${href}.atom`,
      title: { value: `Hustings: ${rule.name}` },
      subtitle: { value: `Alerts on ${subjectWords(rule.kind, rule.about)}` },
      updated: new Date(Math.max(rule.createdAt.getTime(), ...events.map(({ happenedAt }) => happenedAt))),
      generator: { text: 'Hustings' },
      authors: [{ name: 'Hustings' }],
      links: [
        { href: `${href}.atom`, rel: 'self', type: 'application/atom+xml' },
        { href, rel: 'alternate', type: 'text/html' },
      ],
      entries: events.map(({ id, title, sentence, quote, href: path, happenedAt }) => ({
        // RFC 4151: what happened has one name for ever.
        id: `tag:${host},2008:alert/${rule.id}/${id}`,
        title: { value: title },
        updated: new Date(happenedAt),
        links: [{ href: baseUrl + path, rel: 'alternate', type: 'text/html' }],
        content: { type: 'text', value: quote === null ? sentence : `${sentence} “${quote}”` },
      })),
    }),
  );
}
