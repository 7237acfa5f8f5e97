import type { INestApplicationContext } from '@nestjs/common';
import { readNotice } from '../../src/modules/mail/bounce.js';
import { Bounces } from '../../src/modules/mail/bounces.js';
import type { MailServer } from './mail-server.js';

/** Notices about mails that could not be delivered, as different servers write them (RFC 3464), in our own words. */
export interface About {
  messageId: string;
  to: string;
  action?: string;
  status?: string;
  /** What the other server said. */
  said?: string;
}

const REFUSED = '550 5.1.1 The mailbox is unknown here';

/** Postfix: fields of its own, a folded diagnostic, and the head of the mail that came back. */
export function postfixNotice({ messageId, to, action = 'failed', status = '5.1.1', said = REFUSED }: About): string {
  return wire(`Return-Path: <>
From: MAILER-DAEMON@relay.hustings.example (Mail Delivery System)
To: digest@hustings.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4B1F02A.1207300000/relay.hustings.example"
Content-Transfer-Encoding: 8bit
Message-Id: <20080405070003.9C0E1@relay.hustings.example>

This is a MIME-encapsulated message.

--4B1F02A.1207300000/relay.hustings.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

The mail could not be delivered. Its beginning is attached.

<${to}>: host mx.there.example[192.0.2.25] said: ${said}

--4B1F02A.1207300000/relay.hustings.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.hustings.example
X-Postfix-Queue-ID: 4B1F02A
X-Postfix-Sender: rfc822; digest@hustings.example
Arrival-Date: Sat,  5 Apr 2008 07:00:01 +0100 (BST)

Final-Recipient: rfc822; ${to}
Original-Recipient: rfc822;${to}
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.there.example
Diagnostic-Code: smtp;
    ${said}

--4B1F02A.1207300000/relay.hustings.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

Return-Path: <digest@hustings.example>
From: Hustings <digest@hustings.example>
To: ${to}
Subject: Hustings, Friday 4 April 2008: 1 conversation
Message-ID: <${messageId}>

--4B1F02A.1207300000/relay.hustings.example--
`);
}

/** Exim: no code but its class, the name of the mail in References as well, and the whole mail. */
export function eximNotice({ messageId, to, action = 'failed', status = '5.0.0', said = REFUSED }: About): string {
  return wire(`Return-path: <>
X-Failed-Recipients: ${to}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relay.hustings.example>
To: digest@hustings.example
References: <${messageId}>
Content-Type: multipart/report; report-type=delivery-status; boundary=1207300003-eximdsn-1
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1JiAbC-0001Ab-00@relay.hustings.example>

--1207300003-eximdsn-1
Content-type: text/plain; charset=us-ascii

A message that you sent could not be delivered.

--1207300003-eximdsn-1
Content-type: message/delivery-status

Reporting-MTA: dns; relay.hustings.example

Action: ${action}
Final-Recipient: rfc822;${to}
Status: ${status}
Remote-MTA: dns; mx.there.example
Diagnostic-Code: smtp; ${said}

--1207300003-eximdsn-1
Content-type: message/rfc822

Return-path: <digest@hustings.example>
Message-ID: <${messageId}>
From: Hustings <digest@hustings.example>
To: ${to}
Subject: Hustings, Friday 4 April 2008: 1 conversation
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Message-ID: <not.this.one@elsewhere.example>

--1207300003-eximdsn-1--
`);
}

/** Exchange: HTML in a charset of its own, the report within, a code behind dots, an addressee with a name, the mail in base64. */
export function exchangeNotice({
  messageId,
  to,
  action = 'failed',
  status = '5.1.10',
  said = `${REFUSED} RESOLVER.ADR.RecipNotFound`,
}: About): string {
  const returned = `From: Hustings <digest@hustings.example>\r\nTo: ${to}\r\nMessage-ID:\r\n <${messageId}>\r\nMIME-Version: 1.0\r\n\r\nThe digest.\r\n`;
  return wire(`From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@there.example>
To: digest@hustings.example
Subject: Undeliverable: Hustings
Content-Type: multipart/report; report-type=delivery-status;
 boundary="_000_ab12cd34"
X-MS-Exchange-Message-Is-Ndr:
In-Reply-To: <${messageId}>
References: <${messageId}>
MIME-Version: 1.0

--_000_ab12cd34
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="_001_ab12cd34"

--_001_ab12cd34
Content-Type: text/plain; charset="Windows-1252"
Content-Transfer-Encoding: quoted-printable

Your message to ${to} couldn=92t be delivered.

--_001_ab12cd34
Content-Type: text/html; charset="Windows-1252"
Content-Transfer-Encoding: quoted-printable

<p>Your message couldn=92t be delivered.</p>

--_001_ab12cd34--

--_000_ab12cd34
Content-Type: message/delivery-status

Reporting-MTA: dns;MAIL01.there.example
Received-From-MTA: dns;relay.hustings.example
Arrival-Date: Sat, 5 Apr 2008 06:00:02 +0000

Original-recipient: rfc822;${to}
Final-recipient: rfc822;${to}
Action: ${action}
Status: ${status}
Diagnostic-code: smtp;${said}
X-Display-Name: Ada

--_000_ab12cd34
Content-Type: message/rfc822
Content-Transfer-Encoding: base64

${Buffer.from(returned).toString('base64').replace(/.{76}/g, '$&\n')}

--_000_ab12cd34--
`);
}

/** Gmail: a picture beside the words, a code with a hint over several lines, and whose mail it was in the heads of the whole. */
export function gmailNotice({ messageId, to, action = 'failed', status = '5.1.1', said = REFUSED }: About): string {
  return wire(`From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: digest@hustings.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <${messageId}>
In-Reply-To: <${messageId}>
X-Failed-Recipients: ${to}
MIME-Version: 1.0
Content-Type: multipart/report; boundary="000000000000d1e7"; report-type=delivery-status

--000000000000d1e7
Content-Type: multipart/related; boundary="000000000000e2f8"

--000000000000e2f8
Content-Type: multipart/alternative; boundary="000000000000f309"

--000000000000f309
Content-Type: text/plain; charset="UTF-8"

The address could not be found.

--000000000000f309--
--000000000000e2f8
Content-Type: image/png; name="icon.png"
Content-Disposition: attachment; filename="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgo=
--000000000000e2f8--
--000000000000d1e7
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; digest@hustings.example
Arrival-Date: Fri, 04 Apr 2008 23:00:03 -0700 (PDT)
X-Original-Message-ID: <${messageId}>

Final-Recipient: rfc822; ${to}
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.there.example. (192.0.2.25, the server for the domain.)
Diagnostic-Code: smtp; ${said.replace(' ', '-').replace(' The', '\n 550-5.1.1 The')}
 550 5.1.1 Learn more at https://there.example/help
Last-Attempt-Date: Fri, 04 Apr 2008 23:00:04 -0700 (PDT)

--000000000000d1e7
Content-Type: message/rfc822

Message-ID: <${messageId}>
From: Hustings <digest@hustings.example>
To: ${to}

The digest.

--000000000000d1e7--
`);
}

export const NOTICES = { postfixNotice, eximNotice, exchangeNotice, gmailNotice };

/** Lines end as they do over SMTP. */
function wire(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

/** A notice comes back. */
export async function noteNotice(app: INestApplicationContext, mail: string): ReturnType<Bounces['note']> {
  const reading = await readNotice(Buffer.from(mail));
  if (!reading.ok) throw new Error(reading.why);
  return app.get(Bounces).note(reading.notice);
}

/** The name under which a mail went out. */
export function messageIdOf({ received }: Pick<MailServer, 'received'>, index: number): string {
  return /^Message-ID:\s+<(.*)>\r$/m.exec(received[index]?.source ?? '')?.[1] ?? '';
}
