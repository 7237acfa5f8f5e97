import type { Rows } from './conversation.js';

/** A full day, for looking at pages: several sources of all kinds, long and short threads, an edit, a removal, an inferred reply, markup. */
export async function newsday(rows: Rows): Promise<{ threadId: number; deepId: number }> {
  const harbour = await rows.source('Harbour Light', 'civil-service', { isSample: 1 });
  const notebook = await rows.source('Civic Notebook', 'commentator', { isSample: 1 });
  const account = await rows.source('Chirp / harbours', 'civil-service', { isSample: 1 });
  const party = await rows.source('Progress Party: campaign diary', 'party');
  const minister = await rows.source('The Minister’s own page', 'minister');
  const house = await rows.source('Committee Corridor', 'parliament');
  const council = await rows.source('Medway Riverside Council', 'local-government');
  const paper = await rows.source('The Estuary Courier', 'media');
  const unknown = await rows.source('somebody.example');
  const own = await rows.feed(account, 'posts');

  const threadId = await rows.post(notebook, '2008-04-03T08:02:00Z', {
    title: 'Somebody at the Harbours department said good morning back',
    authorName: 'Hester Quill',
    text: 'For a fortnight now the department has had an account, and a blog to go with it. I have been keeping a tally: forty-one remarks so far, of which I would call thirty-two announcements. The other nine are the reason for this post. On Tuesday a lock-keeper asked, not very politely, who was actually typing. Within the hour somebody answered with a first name and a job title.',
    html: '<p>For a fortnight now the department has had an account, and a blog to go with it. I have been keeping a tally: forty-one remarks so far, of which I would call thirty-two announcements.</p><h2>The other nine</h2><p>The other nine are the reason for this post. On Tuesday a lock-keeper asked, not very politely, <a href="https://tallysheet.example/">who was actually typing</a>.</p><blockquote><p>Within the hour somebody answered with a first name and a job title.</p></blockquote><ul><li>One list</li><li>Two items</li></ul>',
    commentCount: 9,
  });
  const say = (name: string, at: string, text: string, more = {}) =>
    rows.comment(notebook, threadId, `2008-04-03T${at}:00Z`, { authorName: name, text, html: `<p>${text}</p>`, ...more });
  const owen = await say(
    'Owen Tranter',
    '08:12',
    'Nine is a beginning if the tenth is to somebody who disagrees with them. Saying good morning is easy. I asked about dredging contracts twice last week and all I got was the ferry times again.',
  );
  const priya = await say(
    'Priya Nandakumar',
    '08:58',
    'Owen, dredging went out to consultation on Monday, so the person at the keyboard may simply not be allowed to talk about it until June. That is not the same as not listening.',
    { parentId: owen, replyBasis: 'inferred', replyConfidence: 0.8 },
  );
  await say(
    'Malcolm Frith',
    '10:30',
    'One thing to watch in your tally: the minister’s own page went up on the same day and looks nearly the same. If you add both together the number means nothing.',
  );
  await say('Hester Quill', '11:05', 'Malcolm is right, and I had mixed up two of them. Corrected.', {
    revisionCount: 1,
    updatedAt: new Date('2008-04-03T11:20:00Z'),
  });
  await say('Buy Cheap Boats', '11:10', 'Cheap boats cheap boats.', { goneAt: new Date('2008-04-03T12:00:00Z') });
  await say('Owen Tranter', '12:40', 'Well. Good afternoon. I take back about half of what I said.', { parentId: priya });
  await rows.comment(account, threadId, '2008-04-03T13:01:00Z', {
    authorName: null,
    feedId: own,
    text: '@hester We saw this. Jo says hello back.',
    html: '<p>@hester We saw this. Jo says hello back.</p>',
  });

  const titles: [number, string, string, number][] = [
    [harbour, 'What we do with your comments', 'Ruth Ferrier', 5],
    [party, 'Five pledges for the coast, and why the tide is turning', 'Campaign team', 4],
    [house, 'Evidence session on inland waterways: who answers, and how fast?', 'Clerk of the Committee', 3],
    [council, 'Bin collections during the Easter holidays', 'Medway Riverside Council', 3],
    [minister, 'On a pontoon at Sheerness', 'The Minister', 2],
    [paper, 'Ministers discover the reply button', 'Tom Arkwright', 2],
    [unknown, 'A map of every lock with a telephone', 'anon', 1],
  ];
  for (const [index, [source, title, authorName, comments]] of titles.entries()) {
    const text =
      'Three of us read every comment that is left here, usually before the first ferry. People have asked what happens to them afterwards, which is fair, because until last week the honest answer was: nothing. Now there is a list.';
    const post = await rows.post(source, `2008-04-03T0${index}:30:00Z`, { title, authorName, text, html: `<p>${text}</p>` });
    for (let number = 0; number < comments; number++) {
      const words =
        [
          'Five working days is a long time if the question is whether I can get a boat through on Saturday.',
          'Who approves an answer before it goes up?',
          'Then publish how many missed the five days. One number, every Friday.',
        ][number % 3] ?? '';
      await rows.comment(source, post, `2008-04-03T1${index}:0${number}:00Z`, {
        authorName: `Reader ${number + 1}`,
        text: words,
        html: `<p>${words}</p>`,
      });
    }
  }
  for (const source of [account, paper, council, harbour]) {
    for (let number = 0; number < (source === account ? 7 : 2); number++) {
      const text =
        [
          'Limehouse Basin: the lock is open on Saturday from 7 until dusk. Thanks to C. for asking.',
          'Ferry times for the Easter holidays are up. Dogs welcome on all boats but the 8.15.',
        ][number % 2] ?? '';
      await rows.post(source, `2008-04-03T0${number}:15:00Z`, {
        title: source === account ? null : `A notice about pier number ${number + 1}, and what it will mean for walkers`,
        authorName: source === paper ? 'Tom Arkwright' : null,
        text,
        html: `<p>${text}</p>`,
      });
    }
  }
  await rows.post(harbour, '2008-04-01T09:00:00Z', { title: 'Why a department needs a lamp in the window' });
  await rows.post(harbour, '2008-03-12T09:00:00Z', { title: 'Before Easter' });
  await rows.post(harbour, '2007-11-05T09:00:00Z', { title: 'Last year' });

  const deepId = await rows.post(party, '2008-04-02T09:00:00Z', { title: 'An argument that went on', authorName: 'Campaign team' });
  let parentId = deepId;
  for (let depth = 1; depth <= 14; depth++)
    parentId = await rows.comment(party, deepId, `2008-04-02T10:${10 + depth}:00Z`, {
      parentId,
      authorName: depth % 2 ? 'Ann' : 'Bob',
      replyBasis: 'explicit',
      text: 'No, you.',
      html: '<p>No, you are mistaken, and I shall say why at some length below.</p>',
    });
  return { threadId, deepId };
}
