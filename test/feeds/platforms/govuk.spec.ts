import { govuk } from '../../../src/feeds/platforms/govuk.js';
import { textDocument } from './documents.js';

test('GOV.UK publishes, and discusses nothing', () => {
  const url = 'https://www.gov.uk/government/news/x';
  const document = textDocument('<feed><entry><id>tag:www.gov.uk,2005:/x</id></entry></feed>', url);
  expect([
    govuk.recognise({ url, document: null }),
    govuk.recognise({ url: null, document }),
    govuk.recognise({ url: 'https://gov.uk.example/', document: null }),
  ]).toEqual([1, 1, 0]);
  expect(govuk.read(document)).toBeNull();
  expect(govuk.asks({ guid: url, url, commentsUrl: url, commentsFeedUrl: null, commentCount: null })).toEqual([]);
});
