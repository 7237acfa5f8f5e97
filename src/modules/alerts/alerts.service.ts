import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, MoreThan } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { EntityEntity } from '../mentions/entity.entity.js';
import { SourceEntity } from '../sources/source.entity.js';
import { SavedSearchEntity } from '../watches/saved-search.entity.js';
import { slugOf } from '../watches/saved-searches.service.js';
import { AlertChannelEntity } from './alert-channel.entity.js';
import { AlertDeliveryEntity } from './alert-delivery.entity.js';
import { AlertOutbox } from './alert-outbox.js';
import { AlertRuleEntity } from './alert-rule.entity.js';
import type { AlertDraft, AlertProblems, DraftChannel } from './alert.form.js';
import { Sealing } from './sealing.js';
import { newSecret } from './webhook.js';

const DAY_MS = 86_400_000;
/** Mails that ask one address whether it wants alerts, within a day. */
const ASKED_MAX = 3;

/** A secret that was made: shown this once. */
export interface MadeSecret {
  label: string;
  secret: string;
}

export type Added = { ok: true; slug: string; secrets: MadeSecret[]; asked: string[] } | { ok: false; problems: AlertProblems };

/** What came of trying an alert out. */
export interface Tested {
  told: number;
  /** Addresses of mail that have not said yes: they were asked again. */
  asked: number;
}

/** Keeps alerts, and where they are told. */
@Injectable()
export class Alerts {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealing: Sealing,
    private readonly outbox: AlertOutbox,
  ) {}

  /** What cannot be told of because it is not there, or is there already. */
  async problemsOf({ name, kind, about, channels }: AlertDraft): Promise<AlertProblems> {
    const { manager } = this.database;
    const problems: AlertProblems = {};
    const { entity, source, watch } = about;
    if (await manager.existsBy(AlertRuleEntity, { slug: slugOf(name) }))
      problems.name = 'There is an alert of this name. Choose another, or remove that one first.';
    if (entity !== null && !(await manager.existsBy(EntityEntity, { slug: entity }))) problems.entity = `There is no entity “${entity}”.`;
    if (source !== null && !(await manager.existsBy(SourceEntity, { slug: source }))) problems.source = `There is no source “${source}”.`;
    if (watch !== null && !(await manager.existsBy(SavedSearchEntity, { slug: watch, isWatched: 1 })))
      problems.watch = `There is no watch “${watch}”. Save the search as one first, and watch it.`;
    if (this.config.mail === null && channels.some((channel) => channel.kind === 'mail'))
      problems.mail = 'No mail is sent from here: set SMTP_URL and MAIL_FROM to switch it on.';
    if (kind === 'entity' && entity === null) problems.entity ??= 'Say which entity.';
    return problems;
  }

  /** Where mail goes, nothing is told before a mail to that very address was answered. */
  async add(draft: AlertDraft): Promise<Added> {
    const problems = await this.problemsOf(draft);
    if (Object.keys(problems).length > 0) return { ok: false, problems };
    const now = this.clock.now();
    const { channels, ...said } = draft;
    const slug = slugOf(said.name);
    return this.database.write(async (manager) => {
      if (await manager.existsBy(AlertRuleEntity, { slug }))
        return { ok: false, problems: { name: 'There is an alert of this name. Choose another, or remove that one first.' } };
      const { identifiers } = await manager.insert(AlertRuleEntity, { ...said, slug, isPaused: 0, sinceAt: now, createdAt: now });
      const { id: ruleId } = identifiers[0] as { id: number };
      const [secrets, asked]: [MadeSecret[], string[]] = [[], []];
      for (const channel of channels) {
        const secret = channel.kind === 'webhook' ? newSecret() : null;
        if (secret !== null) secrets.push({ label: channel.label, secret });
        if (await this.addChannel(manager, ruleId, channel, secret, now)) asked.push(channel.label);
      }
      return { ok: true, slug, secrets, asked };
    });
  }

  bySlug(slug: string): Promise<AlertRuleEntity | null> {
    return this.database.manager.findOneBy(AlertRuleEntity, { slug });
  }

  /** While it is paused nothing is noted; what was before is still told. What happens in between is not told afterwards. */
  async pause(slug: string, isPaused: boolean): Promise<boolean> {
    const { affected } = await this.database.write((manager) =>
      manager.update(AlertRuleEntity, { slug }, isPaused ? { isPaused: 1 } : { isPaused: 0, sinceAt: this.clock.now() }),
    );
    return affected === 1;
  }

  /** Forgets an alert with all that it told, and what it had still to tell. */
  async remove(slug: string): Promise<boolean> {
    const { affected } = await this.database.write((manager) => manager.delete(AlertRuleEntity, { slug }));
    return affected === 1;
  }

  /** Puts a test into the outbox for each place; who has not said yes is asked again instead. Null where there is no such alert. */
  async test(slug: string): Promise<Tested | null> {
    const now = this.clock.now();
    return this.database.write(async (manager) => {
      const rule = await manager.findOneBy(AlertRuleEntity, { slug });
      if (!rule) return null;
      const tested: Tested = { told: 0, asked: 0 };
      for (const { id, state, targetKey } of await manager.findBy(AlertChannelEntity, {
        ruleId: rule.id,
        state: In(['active', 'waiting']),
      })) {
        if (state === 'active') {
          await this.outbox.add(manager, id, 'test', now);
          tested.told += 1;
        } else if (await this.ask(manager, id, targetKey, now)) tested.asked += 1;
      }
      return tested;
    });
  }

  channel(id: number): Promise<AlertChannelEntity | null> {
    return this.database.manager.findOne(AlertChannelEntity, { where: { id }, relations: { rule: true } });
  }

  /** They said yes. Saying it twice changes nothing. */
  async confirm(id: number): Promise<void> {
    await this.database.write((manager) => manager.update(AlertChannelEntity, { id, state: 'waiting' }, { state: 'active' }));
  }

  /** Who reads that address wants no more of it. */
  async stop(id: number): Promise<void> {
    await this.database.write(async (manager) => {
      if (!(await manager.existsBy(AlertChannelEntity, { id, state: In(['active', 'waiting']) }))) return;
      await this.outbox.switchOff(manager, id, 'Who reads this address wants no more of it.', this.clock.now());
    });
  }

  /** True where who reads the address is asked first. */
  private async addChannel(
    manager: EntityManager,
    ruleId: number,
    { kind, target, key, label }: DraftChannel,
    secret: string | null,
    now: Date,
  ): Promise<boolean> {
    const columns = this.sealing.columns(target, key, secret);
    const hasSaidYes =
      kind !== 'mail' || (await manager.existsBy(AlertChannelEntity, { kind, targetKey: columns.targetKey, state: 'active' }));
    const row = {
      ruleId,
      kind,
      label,
      ...columns,
      state: hasSaidYes ? 'active' : 'waiting',
      reason: null,
      failures: 0,
      createdAt: now,
    } as const;
    const { identifiers } = await manager.insert(AlertChannelEntity, row);
    if (hasSaidYes) return false;
    await this.ask(manager, (identifiers[0] as { id: number }).id, columns.targetKey, now);
    return true;
  }

  /** False where the address was asked often enough today. */
  private async ask(manager: EntityManager, channelId: number, targetKey: string, now: Date): Promise<boolean> {
    const createdAt = MoreThan(new Date(now.getTime() - DAY_MS));
    const asked = await manager.countBy(AlertDeliveryEntity, { kind: 'confirmation', createdAt, channel: { targetKey } });
    if (asked >= ASKED_MAX) return false;
    await this.outbox.add(manager, channelId, 'confirmation', now);
    return true;
  }
}
