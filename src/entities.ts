import { MetaEntity } from './modules/database/meta.entity.js';
import { AliasEntity } from './modules/posts/alias.entity.js';
import { LinkEntity } from './modules/posts/link.entity.js';
import { PostEntity } from './modules/posts/post.entity.js';
import { RevisionEntity } from './modules/posts/revision.entity.js';
import { WaitingEntity } from './modules/posts/waiting.entity.js';
import { FeedEntity } from './modules/sources/feed.entity.js';
import { SourceEntity } from './modules/sources/source.entity.js';

/** Every table, for the one DataSource. */
export const entities = [MetaEntity, SourceEntity, FeedEntity, PostEntity, RevisionEntity, LinkEntity, WaitingEntity, AliasEntity];
