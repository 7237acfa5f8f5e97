import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Batch, type Change, ingest, type Stored } from './ingest.js';

/** What is done with posts that are new, or say something else than before; within the write that stores them. */
export type Follower = (manager: EntityManager, changes: readonly Change[], now: Date) => Promise<void>;

/** What is done with posts that say the same as before, in another voice or under another name; within the write that stores it. */
export type VoiceFollower = (manager: EntityManager, ids: readonly number[]) => Promise<void>;

/**
 * The one way into the store. What later modules make of a post (whom it mentions, how it is found) is written together with it, so that no
 * page ever shows one without the other: they follow, and this module knows none of them.
 */
@Injectable()
export class Ingestion {
  private readonly followers: Follower[] = [];
  private readonly voiceFollowers: VoiceFollower[] = [];

  follow(follower: Follower): void {
    this.followers.push(follower);
  }

  followVoices(follower: VoiceFollower): void {
    this.voiceFollowers.push(follower);
  }

  async store(manager: EntityManager, batch: Batch, now: Date): Promise<Stored> {
    const stored = await ingest(manager, batch, now);
    if (stored.changes.length > 0) for (const follower of this.followers) await follower(manager, stored.changes, now);
    await this.announceVoices(manager, stored.revoiced);
    return stored;
  }

  /** Tells followers of posts whose voice has become another one. */
  async announceVoices(manager: EntityManager, ids: readonly number[]): Promise<void> {
    if (ids.length > 0) for (const follower of this.voiceFollowers) await follower(manager, ids);
  }
}
