import { termsAt } from '../../../src/modules/engagement/own-sites.js';

const handle = (platform: string, name: string, from: string | null = null, until: string | null = null) => ({
  platform,
  name,
  from,
  until,
});
const ALWAYS = [{ from: null, until: null }];
const BEFORE = handle('twitter', 'HarbourDept', null, '2008-03-31');
const AFTER = handle('twitter', 'harbourdept', '2009-01-01');

test.each<[string | null, unknown[], { urls?: string[]; handles?: (typeof BEFORE)[] }]>([
  ['https://www.harbour.example/', ALWAYS, { urls: ['http://harbour.example'] }],
  ['https://harbour.example/blog', [], { urls: ['http://harbour.example'] }],
  ['https://twitter.com/HARBOURDEPT', [BEFORE, AFTER], { handles: [BEFORE, handle('twitter', 'other'), AFTER] }],
  ['https://twitter.com/harbourdept', ALWAYS, { urls: ['https://twitter.com/harbourdept'], handles: [BEFORE] }],
  [
    'https://social.example/@harbour',
    [handle('mastodon', 'harbour@social.example')],
    { handles: [handle('mastodon', 'harbour@social.example')] },
  ],
  ['https://harbour.example/', [], { handles: [BEFORE] }],
  ['nonsense', [], { urls: ['nonsense'] }],
  [null, [], { urls: ['http://harbour.example'], handles: [BEFORE] }],
])('%s is an entity’s own on %j', (siteUrl, terms, { urls = [], handles = [] }) => {
  expect(termsAt(siteUrl, { urls, handles })).toEqual(terms);
});
