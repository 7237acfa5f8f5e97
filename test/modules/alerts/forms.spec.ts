import { createHmac } from 'node:crypto';
import { alertDraftOf } from '../../../src/modules/alerts/alert.form.js';
import { chatBody } from '../../../src/modules/alerts/chat.js';
import type { Telling } from '../../../src/modules/alerts/telling.js';
import { newSecret, signed, webhookBody } from '../../../src/modules/alerts/webhook.js';

const event = (number: number) => ({
  key: `post:${number}`,
  title: `Ada & Bob <${number}>`,
  sentence: 'Mentions <!channel> & @all.',
  quote: 'A | B > C',
  url: `https://hustings.example/threads/${number}`,
  happenedAt: new Date('2008-04-05T11:00:00Z'),
});

const telling = (count: number): Telling => ({
  id: 'msg_1',
  kind: 'alert',
  at: new Date('2008-04-05T11:00:00Z'),
  rule: { slug: 'the-ferry', name: 'The ferry | <b>', kind: 'query', url: 'https://hustings.example/alerts/the-ferry' },
  events: Array.from({ length: count }, (_, index) => event(index + 1)),
  more: 0,
});

test('a webhook is signed as Standard Webhooks says', () => {
  // The example of the specification's own library.
  const headers = signed(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    new Date(1614265330_000),
    '{"test": 2432232314}',
  );
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  const secret = newSecret();
  const body = webhookBody(telling(1));
  const made = signed(secret, 'msg_1', new Date(1_000_000), body);
  const own = createHmac('sha256', Buffer.from(secret.split('_')[1] ?? '', 'base64'))
    .update(`msg_1.1000.${body}`)
    .digest('base64');
  expect(made['webhook-signature']).toBe(`v1,${own}`);
  expect(newSecret()).not.toBe(secret);
});

test('a chat gets links, and no word of anybody can make one or call everybody', () => {
  const { text, username } = JSON.parse(chatBody(telling(1))) as { text: string; username: string };
  expect(username).toBe('Hustings');
  expect(text.split('\n')).toEqual([
    '<https://hustings.example/alerts/the-ferry|The ferry ¦ &lt;b&gt;>: 1 event',
    '• <https://hustings.example/threads/1|Ada &amp; Bob &lt;1&gt;> Mentions &lt;!channel&gt; &amp; @\u2060all. “A | B &gt; C”',
  ]);
});

test('of many, a chat gets ten and how many more there are', () => {
  const { text } = JSON.parse(chatBody(telling(47))) as { text: string };
  const lines = text.split('\n');
  expect(lines).toHaveLength(12);
  expect([lines[0], lines.at(-1)]).toEqual([
    expect.stringMatching(/: 47 events$/) as string,
    '<https://hustings.example/alerts/the-ferry|and 37 more>',
  ]);
});

describe('what is asked for', () => {
  const read = (said: Record<string, unknown>) => alertDraftOf({ name: 'A', kind: 'entity', entity: 'ferry-board', ...said });
  const problems = (said: Record<string, unknown>) => {
    const result = read(said);
    return result.ok ? {} : result.problems;
  };

  test('usual manners, and what belongs to another kind left out', () => {
    expect(read({ watch: 'x', hours: '9' })).toEqual({
      ok: true,
      draft: {
        name: 'A',
        kind: 'entity',
        about: { entity: 'ferry-board', watch: null, source: null, role: null, hours: 48, edits: 'any', unread: true },
        channels: [],
        quietFrom: null,
        quietUntil: null,
        groupMinutes: 5,
        hourlyLimit: 6,
      },
    });
  });

  test.each([
    [{ name: ' ' }, 'name', 'Give it a name'],
    [{ kind: 'weather' }, 'kind', 'Say what it is on'],
    [{ entity: '' }, 'entity', 'Say which entity.'],
    [{ kind: 'spike', watch: 'x' }, 'watch', 'not both'],
    [{ kind: 'question', hours: '0' }, 'hours', 'an hour at least'],
    [{ role: 'king' }, 'role', 'one of addressed'],
    [{ quietFrom: '25:00', quietUntil: '07:00' }, 'quietFrom', 'such as 22:00'],
    [{ quietFrom: '22:00' }, 'quietUntil', 'when they end'],
    [{ quietFrom: '22:00', quietUntil: '22:00' }, 'quietUntil', 'Pause it instead'],
    [{ groupMinutes: 'x' }, 'groupMinutes', 'number'],
    [{ hourlyLimit: '0' }, 'hourlyLimit', '1 at least'],
    [{ mail: 'ada' }, 'mail', 'no address of mail'],
    [{ webhook: 'ftp://a.example/' }, 'webhook', 'cannot be used'],
    [{ chat: 'hook' }, 'chat', 'no address'],
  ])('%j: a sentence at %s', (said, field, sentence) => {
    expect((problems(said) as Record<string, string>)[field]).toContain(sentence);
  });

  test('an address that stands there twice is one', () => {
    const result = read({ mail: 'Ada@example.org, ada@example.org', webhook: 'https://a.example/x https://a.example/y#z' });
    expect(result.ok && result.draft.channels.map(({ kind, label }) => [kind, label])).toEqual([
      ['mail', 'Ada@example.org'],
      ['webhook', 'a.example'],
      ['webhook', 'a.example'],
    ]);
  });
});
