import { allExported } from '../../support/exported.js';
import { aPost } from '../../support/make.js';
import { startStore } from './support.js';

let store: Awaited<ReturnType<typeof startStore>>;
beforeEach(async () => void (store = await startStore()));
afterEach(() => store.close());

test('an exported post names whom it mentions, where, and in which words', async () => {
  await store.save([{ name: 'HM Treasury', aliases: ['=Treasury'], urls: ['http://www.hm-treasury.gov.uk'] }, { name: 'Ofsted' }]);
  const link = { url: 'http://www.hm-treasury.gov.uk/x', key: 'https://hm-treasury.gov.uk/x', text: 'there' };
  await store.store([
    aPost({ guid: 'a', title: 'Ofsted', text: 'Dear Treasury, look there.', links: [link] }),
    aPost({ guid: 'b', title: null, text: 'Nothing.' }),
  ]);
  const found = (await allExported(store.database)).map(({ guid, mentions }) => ({ guid, mentions }));
  expect(found).toEqual([
    {
      guid: 'a',
      mentions: [
        { entity: 'ofsted', role: 'discussed', field: 'title', text: 'Ofsted', start: 0, end: 6 },
        { entity: 'hm-treasury', role: 'addressed', field: 'text', text: 'Treasury', start: 5, end: 13 },
        { entity: 'hm-treasury', role: 'linked', field: 'link', text: link.url, start: 0, end: link.url.length },
      ],
    },
    { guid: 'b', mentions: [] },
  ]);
});
