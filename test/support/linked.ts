import { AlertLinks } from '../../src/modules/alerts/alert-links.js';
import { alertDraftOf } from '../../src/modules/alerts/alert.form.js';
import { AlertChannelEntity } from '../../src/modules/alerts/alert-channel.entity.js';
import { Alerts } from '../../src/modules/alerts/alerts.service.js';
import { MailLinks } from '../../src/modules/mail/mail-links.js';
import { SubscriberEntity } from '../../src/modules/mail/subscriber.entity.js';
import { Subscribers } from '../../src/modules/mail/subscribers.service.js';
import { WebmentionEntity } from '../../src/modules/webmentions/webmention.entity.js';
import type { Site } from './site.js';

/** The pages to which links in mails lead, good ones and others, and those around them. */
export async function pagesOfLinks({ app, database }: Site, postId: number): Promise<Record<string, string>> {
  const address = { address: 'ada@example.org', key: 'ada@example.org' };
  await app.get(Subscribers).ask({ address, frequency: 'day', entities: [] });
  const { id: subscriberId } = await database.manager.findOneByOrFail(SubscriberEntity, { addressKey: address.key });
  const alert = alertDraftOf({ name: 'By mail', kind: 'silence', mail: address.address });
  if (!alert.ok) throw new Error(JSON.stringify(alert.problems));
  await app.get(Alerts).add(alert.draft);
  const { id: channelId } = await database.manager.findOneByOrFail(AlertChannelEntity, { kind: 'mail' });
  const webmention = await database.write((manager) =>
    manager.insert(WebmentionEntity, {
      ...{ sourceUrl: 'https://a.example/', targetUrl: 'https://b.example/', host: 'a.example', postId, state: 'waiting' },
      ...{ message: null, nextAt: new Date(0), receivedAt: new Date(0), checkedAt: null },
    }),
  );
  const [mail, alerts] = [app.get(MailLinks), app.get(AlertLinks)];
  const pathOf = (url: string) => new URL(url).pathname;
  return {
    subscribe: '/subscribe',
    subscribeSent: '/subscribe/sent',
    confirm: pathOf(mail.url('confirm', subscriberId)),
    preferences: pathOf(mail.url('preferences', subscriberId)),
    unsubscribe: pathOf(mail.url('unsubscribe', subscriberId)),
    unsubscribeWrong: '/subscribe/unsubscribe/none',
    forgetSubscriber: `/admin/subscribers/${subscriberId}/remove`,
    alertConfirm: pathOf(alerts.url('confirm', channelId)),
    alertStop: pathOf(alerts.url('stop', channelId)),
    alertConfirmWrong: '/alerts/confirm/none',
    received: `/webmention/${(webmention.identifiers[0] as { id: number }).id}`,
  };
}
