import { Controller, Post } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { alertBody } from './alert.answer.js';
import { AlertPages } from './alert-pages.js';
import { ALERTS, draftOf, wrong } from './alerts.api.js';
import { Alerts } from './alerts.service.js';
import { FOUND_MAX } from './happenings.js';

const noText = z
  .string()
  .nullable()
  .meta({ examples: [null] });

const previewAlert = operation({
  id: 'previewAlert',
  summary: 'What would it have told?',
  description:
    'In the last seven days, as far as it can still be seen; of spikes only the present ones can. Nothing is stored, and nobody is told.',
  body: alertBody.extend({
    of: noText.default(null).describe('The slug of the one that would be changed; null: of a new one'),
  }),
  answer: z.object({
    events: z
      .array(
        z.object({
          post: z
            .int()
            .nullable()
            .describe('The number of the post that it is about')
            .meta({ examples: [42] }),
          title: z.string().meta({ examples: ['Who pays for the dredging?'] }),
          sentence: z.string().describe('What happened'),
          quote: noText,
          href: z
            .string()
            .describe('Where it can be read here')
            .meta({ examples: ['/threads/42'] }),
          at: z.date(),
        }),
      )
      .describe(`The oldest first; of messages, the ${FOUND_MAX} newest at most`),
  }),
  errors: { 404: 'There is no alert of the slug that `of` has.' },
});

@Controller('api/v1/alerts')
@Allowed('analyst')
@Cached('own')
@About(ALERTS)
export class AlertPreviewApi {
  constructor(
    private readonly alerts: Alerts,
    private readonly alertPages: AlertPages,
  ) {}

  @Post('preview')
  @Operation(previewAlert)
  async preview(@Input() { body }: Asked<typeof previewAlert>): Promise<Answer<typeof previewAlert>> {
    const { of, ...said } = body;
    if (of !== null) await this.alertPages.find(of);
    const draft = draftOf(said);
    const problems = await this.alerts.problemsOf(draft, of);
    if (Object.keys(problems).length > 0) throw wrong(problems);
    const found = await this.alertPages.preview(draft);
    return { events: found.map(({ postId, title, sentence, quote, href, at }) => ({ post: postId, title, sentence, quote, href, at })) };
  }
}
