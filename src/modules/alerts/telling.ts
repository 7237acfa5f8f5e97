import type { DeliveryKind } from './alert-delivery.entity.js';
import type { AlertKind } from './subject.js';

/** One thing that happened, as it is told. */
export interface ToldEvent {
  key: string;
  title: string;
  sentence: string;
  /** Null where there are no words, or none any more. */
  quote: string | null;
  /** The whole address. */
  url: string;
  happenedAt: Date;
}

/** What goes to one place at once, in whatever form. */
export interface Telling {
  id: string;
  kind: DeliveryKind;
  at: Date;
  rule: { slug: string; name: string; kind: AlertKind; url: string };
  /** The oldest first. */
  events: ToldEvent[];
  /** Those that found no room. */
  more: number;
}
