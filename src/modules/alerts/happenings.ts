import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { AlertRuleEntity } from './alert-rule.entity.js';
import type { Candidate } from './candidate.js';
import { OpenQuestions } from './open-questions.js';
import { QuietFeeds } from './quiet-feeds.js';
import { edited, found, mentioning, removed } from './said.query.js';
import { Spiking } from './spiking.js';

/** So many of the newest messages at most. */
export const FOUND_MAX = 500;

/** Finds what gives cause to tell, from what is stored. */
@Injectable()
export class Happenings {
  constructor(
    private readonly database: Database,
    private readonly quietFeeds: QuietFeeds,
    private readonly questions: OpenQuestions,
    private readonly spiking: Spiking,
  ) {}

  /** All that a rule would tell of between an instant and now, as far as it can still be seen; of spikes only the present ones can. */
  async all(rule: Pick<AlertRuleEntity, 'kind' | 'about'>, from: Date, now: Date): Promise<Candidate[]> {
    const among = { from: from.getTime(), rowsMax: FOUND_MAX };
    const { manager } = this.database;
    if (rule.kind === 'entity') return mentioning(manager, rule, among);
    if (rule.kind === 'query') return found(manager, rule, among);
    const others = await this.unannounced(rule, from, now);
    if (rule.kind !== 'edit') return others;
    return [...(await edited(manager, rule, among)), ...others].sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  /** What nobody announces: it shows only to who looks again. */
  async unannounced({ kind, about }: Pick<AlertRuleEntity, 'kind' | 'about'>, from: Date, now: Date): Promise<Candidate[]> {
    switch (kind) {
      case 'entity':
      case 'query':
        return [];
      case 'edit':
        return removed(this.database.manager, { kind, about }, { from: from.getTime(), rowsMax: FOUND_MAX });
      case 'question':
        return this.questions.find(about, from.getTime(), now);
      case 'silence':
        return this.quietFeeds.find(about, from.getTime(), now);
      case 'spike':
        return this.spiking.find(about, now);
    }
  }
}
