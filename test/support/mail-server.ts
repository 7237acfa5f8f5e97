import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/**
 * What a server does with a session. `dies-keeping` and `dies-losing`: it has all of the message and gives no answer; it has stored it, or not.
 * `stalls…`: it says nothing more. Numbers are the answer to the recipient or to the message.
 */
export type Behaviour =
  | 'takes'
  | 'closes'
  | 'greets-421'
  | 'recipient-450'
  | 'recipient-550'
  | 'recipient-policy'
  | 'message-451'
  | 'message-554'
  | 'dies-in-message'
  | 'dies-keeping'
  | 'dies-losing'
  | 'stalls'
  | 'stalls-after-message';

export interface Received {
  to: string;
  /** As it came over the wire. */
  source: string;
}

/** A real mail server on loopback, which can be told to misbehave. */
export interface MailServer {
  url: string;
  /** What it keeps, and would deliver. */
  received: Received[];
  sessions: () => number;
  /** How it meets the next sessions, one after another; afterwards it takes everything. */
  next: (...behaviours: Behaviour[]) => void;
  /** Takes back what was told of next sessions that never came. */
  forget: () => void;
  /** Called when it has all of a message, before it answers. */
  beforeAnswer: (() => void | Promise<void>) | null;
  close: () => Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const queue: Behaviour[] = [];
  const met = new Map<string, Behaviour>();
  let sessions = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (session, done) => {
      sessions += 1;
      const how = queue.shift() ?? 'takes';
      met.set(session.id, how);
      if (how === 'closes') return socketOf(server, session).destroy();
      if (how === 'stalls') return;
      done(how === 'greets-421' ? answering(421, 'Too busy') : null);
    },
    onRcptTo: (_address, session, done) => {
      const how = met.get(session.id);
      if (how === 'recipient-450') return done(answering(450, '4.2.1 Try later'));
      if (how === 'recipient-550') return done(answering(550, '5.1.1 No such mailbox'));
      if (how === 'recipient-policy') return done(answering(550, '5.7.1 You may not send here'));
      done();
    },
    onData: (stream, session, done) => void take(stream, session, done),
  });
  async function take(stream: SMTPServerDataStream, session: SMTPServerSession, done: (error?: Error | null) => void): Promise<void> {
    const how = met.get(session.id);
    if (how === 'dies-in-message') return void socketOf(server, session).destroy();
    const source = await text(stream).catch(() => null);
    // Whoever hangs up before the end has sent nothing.
    if (source === null) return;
    if (how === 'message-451') return done(answering(451, '4.3.0 Disk full'));
    if (how === 'message-554') return done(answering(554, '5.6.0 Not wanted'));
    const keep = () => mail.received.push({ to: session.envelope.rcptTo[0]?.address ?? '', source });
    if (how === 'dies-losing') return void socketOf(server, session).destroy();
    keep();
    await mail.beforeAnswer?.();
    if (how === 'dies-keeping') return void socketOf(server, session).destroy();
    if (how !== 'stalls-after-message') done();
  }
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const mail: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    sessions: () => sessions,
    next: (...behaviours) => void queue.push(...behaviours),
    forget: () => void queue.splice(0),
    beforeAnswer: null,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return mail;
}

function answering(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function socketOf(server: SMTPServer, session: SMTPServerSession): Socket {
  const connections = server.connections as unknown as Set<{ id: string; _socket: Socket }>;
  const found = [...connections].find(({ id }) => id === session.id);
  if (!found) throw new Error('The session has no connection');
  return found._socket;
}
