/** GOV.UK: publishes, and takes no comments. */
import type { Platform } from '../platform.js';

export const govuk: Platform = {
  name: 'govuk',
  label: 'GOV.UK',
  offers: 'No discussion: a broadcast, and counted as one.',
  credential: null,
  rate: null,
  recognise: ({ url, document }) => {
    if (/^https?:\/\/(?:www\.)?gov\.uk\//.test(url ?? document?.url ?? '')) return 1;
    return document?.text.includes('<id>tag:www.gov.uk,2005:') ? 1 : 0;
  },
  asks: () => [],
  read: () => null,
};
