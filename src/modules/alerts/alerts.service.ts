import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, MoreThan, Not } from 'typeorm';
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
  /** The number of its place. */
  id: number;
  label: string;
  secret: string;
}

/** `asked`: addresses of mail that are told nothing before somebody there says yes. */
export type Saved = { ok: true; slug: string; secrets: MadeSecret[]; asked: string[] } | { ok: false; problems: AlertProblems };

/** `isAsked`: who reads the address is asked first. */
interface AddedChannel {
  id: number;
  isAsked: boolean;
}

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

  /** What cannot be told of because it is not there, or is there already. @param own of the alert that is changed; null for a new one */
  async problemsOf({ name, kind, about, channels }: AlertDraft, own: string | null = null): Promise<AlertProblems> {
    const { manager } = this.database;
    const problems: AlertProblems = {};
    const { entity, source, watch } = about;
    const taken = await nameTaken(manager, name, own);
    if (taken !== null) problems.name = taken;
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
  async add(draft: AlertDraft): Promise<Saved> {
    const problems = await this.problemsOf(draft);
    if (Object.keys(problems).length > 0) return { ok: false, problems };
    const now = this.clock.now();
    const { channels, ...said } = draft;
    const slug = slugOf(said.name);
    return this.database.write(async (manager) => {
      const taken = await nameTaken(manager, said.name, null);
      if (taken !== null) return { ok: false, problems: { name: taken } };
      const { identifiers } = await manager.insert(AlertRuleEntity, { ...said, slug, isPaused: 0, sinceAt: now, createdAt: now });
      const { id } = identifiers[0] as { id: number };
      return { ok: true, slug, ...(await this.addChannels(manager, id, channels, now)) };
    });
  }

  /**
   * Makes an alert what a draft says; null where there is none. It keeps its slug, because links and feeds lead there. Its places stay, with their secrets,
   * states and logs, but for those that are removed; those of the draft come to them. What it is on now is told of from now on.
   * @param removed numbers of places
   */
  async change(slug: string, draft: AlertDraft, removed: readonly number[] = []): Promise<Saved | null> {
    const problems = await this.problemsOf(draft, slug);
    if (Object.keys(problems).length > 0) return { ok: false, problems };
    const now = this.clock.now();
    const { channels, ...said } = draft;
    return this.database.write(async (manager) => {
      const rule = await manager.findOneBy(AlertRuleEntity, { slug });
      if (!rule) return null;
      const known = await manager.findBy(AlertChannelEntity, { ruleId: rule.id });
      const unknown = removed.find((id) => !known.some((channel) => channel.id === id));
      if (unknown !== undefined)
        return {
          ok: false,
          problems: { removed: `This alert is not told at a place with the number ${unknown}: it may be removed already.` },
        };
      const isSameSubject = isDeepStrictEqual([rule.kind, rule.about], [said.kind, said.about]);
      await manager.update(AlertRuleEntity, rule.id, { ...said, ...(isSameSubject ? {} : { sinceAt: now }) });
      if (removed.length > 0) await manager.delete(AlertChannelEntity, { id: In([...removed]) });
      return { ok: true, slug, ...(await this.addChannels(manager, rule.id, channels, now)) };
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

  private async addChannels(
    manager: EntityManager,
    ruleId: number,
    channels: readonly DraftChannel[],
    now: Date,
  ): Promise<{ secrets: MadeSecret[]; asked: string[] }> {
    const [secrets, asked]: [MadeSecret[], string[]] = [[], []];
    for (const channel of channels) {
      const { kind, key, label } = channel;
      const known = await manager.findOneBy(AlertChannelEntity, { ruleId, kind, targetKey: this.sealing.targetKey(key) });
      const secret = kind === 'webhook' && !known ? newSecret() : null;
      const { id, isAsked } = known
        ? await this.switchOn(manager, known, now)
        : await this.addChannel(manager, ruleId, channel, secret, now);
      if (secret !== null) secrets.push({ id, label, secret });
      if (isAsked) asked.push(label);
    }
    return { secrets, asked };
  }

  /** Who gives an address anew that was switched off wants it to be told again. One that is told or asked already stays as it is. */
  private async switchOn(manager: EntityManager, { id, kind, targetKey, state }: AlertChannelEntity, now: Date): Promise<AddedChannel> {
    if (state !== 'off') return { id, isAsked: false };
    const isAsked = kind === 'mail';
    await manager.update(AlertChannelEntity, id, { state: isAsked ? 'waiting' : 'active', reason: null, failures: 0 });
    if (isAsked) await this.ask(manager, id, targetKey, now);
    return { id, isAsked };
  }

  private async addChannel(
    manager: EntityManager,
    ruleId: number,
    { kind, target, key, label }: DraftChannel,
    secret: string | null,
    now: Date,
  ): Promise<AddedChannel> {
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
    const { id } = identifiers[0] as { id: number };
    if (!hasSaidYes) await this.ask(manager, id, columns.targetKey, now);
    return { id, isAsked: !hasSaidYes };
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

/** Why a name cannot be had; null where it can. One that had the name before keeps its slug. */
async function nameTaken(manager: EntityManager, name: string, own: string | null): Promise<string | null> {
  const slug = slugOf(name);
  const others = await manager.find(AlertRuleEntity, { select: { slug: true, name: true }, where: own === null ? {} : { slug: Not(own) } });
  if (others.some((other) => slugOf(other.name) === slug))
    return 'There is an alert of this name. Choose another, or remove that one first.';
  const before = others.find((other) => other.slug === slug);
  return before ? `The alert “${before.name}” had this name before, and is still at its address. Choose another.` : null;
}
