import { AccountLinkEntity } from './modules/accounts/account-link.entity.js';
import { AccountEntity } from './modules/accounts/account.entity.js';
import { ApiTokenEntity } from './modules/accounts/api-token.entity.js';
import { AuditEntryEntity } from './modules/accounts/audit-entry.entity.js';
import { RateEntity } from './modules/accounts/rate.entity.js';
import { SessionEntity } from './modules/accounts/session.entity.js';
import { AffiliationEntity } from './modules/affiliations/affiliation.entity.js';
import { AlertChannelEntity } from './modules/alerts/alert-channel.entity.js';
import { AlertDeliveryEntity } from './modules/alerts/alert-delivery.entity.js';
import { AlertEventEntity } from './modules/alerts/alert-event.entity.js';
import { AlertItemEntity } from './modules/alerts/alert-item.entity.js';
import { AlertRuleEntity } from './modules/alerts/alert-rule.entity.js';
import { CodeEntity } from './modules/coding/code.entity.js';
import { CodingCodeEntity } from './modules/coding/coding-code.entity.js';
import { CodingEntity } from './modules/coding/coding.entity.js';
import { MetaEntity } from './modules/database/meta.entity.js';
import { DuplicateKeyEntity } from './modules/duplicates/duplicate-key.entity.js';
import { DuplicateEntity } from './modules/duplicates/duplicate.entity.js';
import { CurationEntity } from './modules/digests/curation.entity.js';
import { EditionEntity } from './modules/digests/edition.entity.js';
import { ShownPostEntity } from './modules/digests/shown-post.entity.js';
import { OutgoingMailEntity } from './modules/mail/outgoing-mail.entity.js';
import { SubscriberEntity } from './modules/mail/subscriber.entity.js';
import { EntityEntity } from './modules/mentions/entity.entity.js';
import { MentionEntity } from './modules/mentions/mention.entity.js';
import { LeaseEntity } from './modules/queue/lease.entity.js';
import { ReaderFollowEntity } from './modules/readers/reader-follow.entity.js';
import { ReaderHorizonEntity } from './modules/readers/reader-horizon.entity.js';
import { ReaderKeyEntity } from './modules/readers/reader-key.entity.js';
import { ReaderStateEntity } from './modules/readers/reader-state.entity.js';
import { AddressEntity } from './modules/posts/address.entity.js';
import { AliasEntity } from './modules/posts/alias.entity.js';
import { LinkEntity } from './modules/posts/link.entity.js';
import { LinkbackEntity } from './modules/posts/linkback.entity.js';
import { PostEntity } from './modules/posts/post.entity.js';
import { ReactionEntity } from './modules/posts/reaction.entity.js';
import { RevisionEntity } from './modules/posts/revision.entity.js';
import { TombstoneEntity } from './modules/posts/tombstone.entity.js';
import { WaitingEntity } from './modules/posts/waiting.entity.js';
import { SearchEntity } from './modules/search/search.entity.js';
import { AudienceEntity } from './modules/sources/audience.entity.js';
import { CredentialEntity } from './modules/sources/credential.entity.js';
import { FeedDayEntity } from './modules/sources/feed-day.entity.js';
import { FeedGapEntity } from './modules/sources/feed-gap.entity.js';
import { FeedNoteEntity } from './modules/sources/feed-note.entity.js';
import { FeedListEntity } from './modules/feed-admin/feed-list.entity.js';
import { FeedTagEntity } from './modules/sources/feed-tag.entity.js';
import { HubSubscriptionEntity } from './modules/sources/hub-subscription.entity.js';
import { FeedEntity } from './modules/sources/feed.entity.js';
import { SourceEntity } from './modules/sources/source.entity.js';
import { SavedSearchEntity } from './modules/watches/saved-search.entity.js';
import { WatchMatchEntity } from './modules/watches/watch-match.entity.js';
import { WebmentionEntity } from './modules/webmentions/webmention.entity.js';
import { HubNewsEntity } from './modules/websub/hub-news.entity.js';

/** Every table, for the one DataSource. */
export const entities = [
  MetaEntity,
  LeaseEntity,
  AccountEntity,
  SessionEntity,
  AccountLinkEntity,
  ApiTokenEntity,
  AuditEntryEntity,
  RateEntity,
  SourceEntity,
  CredentialEntity,
  FeedEntity,
  FeedTagEntity,
  FeedListEntity,
  FeedDayEntity,
  FeedGapEntity,
  FeedNoteEntity,
  HubSubscriptionEntity,
  AudienceEntity,
  AffiliationEntity,
  PostEntity,
  ReactionEntity,
  RevisionEntity,
  LinkEntity,
  LinkbackEntity,
  WaitingEntity,
  AliasEntity,
  AddressEntity,
  TombstoneEntity,
  DuplicateEntity,
  DuplicateKeyEntity,
  WebmentionEntity,
  HubNewsEntity,
  EntityEntity,
  MentionEntity,
  SearchEntity,
  CodeEntity,
  CodingEntity,
  CodingCodeEntity,
  SavedSearchEntity,
  WatchMatchEntity,
  EditionEntity,
  ShownPostEntity,
  CurationEntity,
  SubscriberEntity,
  OutgoingMailEntity,
  AlertRuleEntity,
  AlertChannelEntity,
  AlertEventEntity,
  AlertDeliveryEntity,
  AlertItemEntity,
  ReaderStateEntity,
  ReaderHorizonEntity,
  ReaderFollowEntity,
  ReaderKeyEntity,
];
