import type { PageFrame } from '../pages/page.view.js';
import { countOf, excerptOf } from '../pages/words.js';
import { feedLinks } from '../posts/feed-response.js';
import { channelWords, deliveryWords, mannersWords, standing, subjectWords } from './alert.words.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import { hrefOfAlert, sentenceOf } from './alerts.view.js';
import type { ListedChannel, LoggedDelivery } from './alerts.query.js';
import type { Saved } from './alerts.service.js';
import type { EventRow } from './tellings.js';

/** For whoever may change it: where it is told, and what became of that. */
export interface OwnView {
  places: { label: string; standing: string }[];
  log: { label: string; words: string; at: Date; nextAt: Date | null; tries: { at: Date; answer: string }[]; answer: string | null }[];
  note: string | null;
}

export interface AlertView {
  page: PageFrame;
  firstRun: null;
  name: string;
  href: string;
  feedHref: string;
  subject: string;
  manners: string;
  isPaused: boolean;
  total: string;
  events: { title: string; sentence: string; quote: string | null; href: string; at: Date }[];
  more: number;
  own: OwnView | null;
}

export interface AlertFacts {
  rule: AlertRuleEntity;
  total: number;
  events: readonly EventRow[];
  own: { channels: readonly ListedChannel[]; log: readonly LoggedDelivery[]; note: string | null } | null;
  zone: string;
}

export function alertView({ rule, total, events, own, zone }: AlertFacts): AlertView {
  const href = hrefOfAlert(rule.slug);
  return {
    page: {
      title: `${excerptOf(rule.name, 80)}: an alert`,
      description: `What was told at once: ${subjectWords(rule.kind, rule.about)}.`,
      path: href,
      feeds: feedLinks(href, rule.name).slice(0, 1),
      standalone: false,
    },
    firstRun: null,
    name: rule.name,
    href,
    feedHref: `${href}.atom`,
    subject: sentenceOf(subjectWords(rule.kind, rule.about)),
    manners: mannersWords(rule),
    isPaused: rule.isPaused === 1,
    total: countOf(total, 'event', 'events'),
    events: events.map((event) => ({ ...event, at: new Date(event.happenedAt) })),
    more: total - events.length,
    own: own && {
      places: own.channels.map((listed) => ({ label: sentenceOf(channelWords(listed.channel)), standing: standing(listed, zone) })),
      log: own.log.map((logged) => logView(logged)),
      note: own.note,
    },
  };
}

export interface SavedView {
  page: PageFrame;
  firstRun: null;
  title: string;
  href: string;
  secrets: { label: string; secret: string }[];
  asked: string[];
}

/** What came of adding or changing one, with what is shown this once. */
export function savedView(title: string, { slug, secrets, asked }: Extract<Saved, { ok: true }>): SavedView {
  return {
    page: { title, description: 'The alert was saved.', path: null, feeds: [], standalone: false },
    firstRun: null,
    title,
    href: hrefOfAlert(slug),
    secrets,
    asked,
  };
}

function logView({ delivery, channel, events }: LoggedDelivery): OwnView['log'][number] {
  const { kind, state, createdAt, nextAt, tries, answer } = delivery;
  return {
    label: sentenceOf(channelWords(channel)),
    words: sentenceOf(deliveryWords(kind, state, events)),
    at: createdAt,
    nextAt: state === 'waiting' ? nextAt : null,
    tries: tries.map((each) => ({ at: new Date(each.at), answer: each.answer })),
    // What came of it beside the tries.
    answer: answer === tries.at(-1)?.answer ? null : answer,
  };
}
