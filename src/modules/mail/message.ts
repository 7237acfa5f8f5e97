import { createRequire } from 'node:module';
import type Juice from 'juice';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailConfig } from '../config/config.js';

/** Both parts of a mail, and its subject. */
export interface Letter {
  subject: string;
  html: string;
  text: string;
}

/** What a mail belongs to, for programs that sort (RFC 2919). */
export interface MailingList {
  id: string;
  name: string;
}

const DIGEST: MailingList = { id: 'digest', name: 'The digest of Hustings' };

/** What stands on the envelope and in the head of a mail. */
export interface Posting {
  from: MailConfig['from'];
  to: string;
  /** Without angle brackets. */
  messageId: string;
  date: Date;
  /** The domain of this site, for mail that is sent to a list. */
  host: string;
  /** Where one POST unsubscribes (RFC 8058); null for mail that nobody subscribed to. */
  unsubscribeUrl: string | null;
  list?: MailingList | undefined;
}

const require = createRequire(import.meta.url);

/** Styles go into the elements, because many mail programs take them nowhere else; what depends on the screen stays in the head. */
export function inlined(html: string): string {
  // With it comes a reader of pages: that is loaded with the first mail, and by no command that sends none.
  const juice = require('juice') as typeof Juice;
  return juice(html, { preserveMediaQueries: true, applyWidthAttributes: true, applyAttributesTableElements: true });
}

/** The message as it goes over the wire (RFC 5322). */
export async function messageOf({ subject, html, text }: Letter, posting: Posting): Promise<Buffer> {
  const { from, to, messageId, date, host, unsubscribeUrl, list = DIGEST } = posting;
  const composer = new MailComposer({
    from,
    // An object is taken as it is: nothing in it is read as a second address.
    to: { name: '', address: to },
    subject,
    messageId: `<${messageId}>`,
    date,
    text,
    html,
    headers: {
      'Content-Language': 'en-GB',
      'Auto-Submitted': 'auto-generated',
      ...(unsubscribeUrl === null
        ? {}
        : {
            'List-Id': `${list.name} <${list.id}.${host}>`,
            'List-Unsubscribe': `<${unsubscribeUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
