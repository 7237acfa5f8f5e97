import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import type { AlertDeliveryEntity } from './alert-delivery.entity.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import type { Telling, ToldEvent } from './telling.js';

/** Said of what its publisher removed after it was noted. */
const REMOVED_SINCE = 'It was removed since.';

/** An event as it may be shown now: what was removed has lost its words. */
export interface EventRow {
  id: number;
  key: string;
  title: string;
  sentence: string;
  quote: string | null;
  href: string;
  happenedAt: number;
}

/** What is told, as it stands when it is told. */
@Injectable()
export class Tellings {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async of({ id, messageId, kind, createdAt }: AlertDeliveryEntity, rule: AlertRuleEntity): Promise<Telling> {
    const rows = kind === 'alert' ? await this.eventsOf(id) : kind === 'test' ? [sample(rule, createdAt)] : [];
    return {
      id: messageId,
      kind,
      at: createdAt,
      rule: { slug: rule.slug, name: rule.name, kind: rule.kind, url: `${this.config.baseUrl}/alerts/${rule.slug}` },
      events: rows.map((row) => this.told(row)),
      more: 0,
    };
  }

  /** Of a rule, the newest first. */
  newest(ruleId: number, rowsMax: number): Promise<EventRow[]> {
    return this.database.manager.sql<EventRow[]>`
      SELECT ${() => COLUMNS} FROM alert_event e LEFT JOIN post p ON p.id = e.post_id
       WHERE e.rule_id = ${ruleId} ORDER BY e.noted_at DESC, e.id DESC LIMIT ${rowsMax}`;
  }

  private eventsOf(deliveryId: number): Promise<EventRow[]> {
    return this.database.manager.sql<EventRow[]>`
      SELECT ${() => COLUMNS} FROM alert_item i JOIN alert_event e ON e.id = i.event_id LEFT JOIN post p ON p.id = e.post_id
       WHERE i.delivery_id = ${deliveryId} ORDER BY e.noted_at, e.id`;
  }

  private told({ key, title, sentence, quote, href, happenedAt }: EventRow): ToldEvent {
    return { key, title, sentence, quote, url: `${this.config.baseUrl}${href}`, happenedAt: new Date(happenedAt) };
  }
}

/** The words of a message that is gone are not shown, wherever they stand. */
const COLUMNS = `e.id, e.key, e.title, e.href, e.happened_at AS "happenedAt",
  CASE WHEN p.gone_at IS NOT NULL AND e.quote IS NOT NULL THEN e.sentence || ' ${REMOVED_SINCE}' ELSE e.sentence END AS sentence,
  CASE WHEN e.post_id IS NOT NULL AND (p.id IS NULL OR p.gone_at IS NOT NULL) THEN NULL ELSE e.quote END AS quote`;

function sample({ slug, name }: AlertRuleEntity, at: Date): EventRow {
  const sentence = 'Somebody pressed the button that tries it out. Nothing happened.';
  return {
    id: 0,
    key: 'test',
    title: `A test of the alert ${name}`,
    sentence,
    quote: null,
    href: `/alerts/${slug}`,
    happenedAt: at.getTime(),
  };
}
