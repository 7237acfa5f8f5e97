import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { About, type Answer, type Asked, Input, operation, Operation } from '../api/operation.js';
import { paging, partFrom, partOf } from '../api/paging.js';
import { wordOf, yesOrNo } from '../api/values.js';
import { Allowed } from '../pages/access.js';
import { Cached } from '../pages/caching.js';
import { MEANS } from './audit-entry.entity.js';
import { outcomeOf, OUTCOMES } from './audit-outcome.js';
import { AuditQuery } from './audit.query.js';

const entry = z
  .object({
    id: z.int().meta({ examples: [17] }),
    at: z.date(),
    accountId: z.int().nullable().describe('Null for the command line, and for whoever sat at the machine before there were accounts'),
    actor: z
      .string()
      .describe('The name then')
      .meta({ examples: ['Ada'] }),
    means: z.enum(MEANS).describe('Signed in, by a token, at the machine, or by a command'),
    action: z
      .string()
      .describe('The route, or the command')
      .meta({ examples: ['POST /watches/:slug/remove'] }),
    target: z
      .string()
      .describe('The address that was asked; empty for a command')
      .meta({ examples: ['/watches/dredging/remove'] }),
    fields: z
      .record(z.string(), z.unknown())
      .describe('What was sent along, shortened, and without secrets')
      .meta({ examples: [{}] }),
    outcome: z
      .enum(OUTCOMES)
      .describe('`in-part`: a command failed that stores what is good of a list; `unknown`: it ended before that was known'),
    status: z
      .int()
      .nullable()
      .describe('Of the answer; of a command 200, 207, 409, 422 for wrong usage, or 500')
      .meta({ examples: [303] }),
  })
  .meta({ id: 'AuditEntry', description: 'Something that somebody changed, or tried to.' });

const listAudit = operation({
  id: 'listAudit',
  summary: 'Who changed what',
  description: 'The latest first.',
  query: z.strictObject({
    q: wordOf('Words in who, what or where', 100),
    refused: yesOrNo('Also what was refused'),
    ...paging(z.int().min(1)),
  }),
  answer: partOf(entry),
});

@Controller('api/v1/audit')
@Allowed('admin')
@Cached('own')
@About({ name: 'Audit log', about: 'Who changed what on pages, over the API and by command. Nothing of it can be changed.' })
export class AuditApi {
  constructor(private readonly query: AuditQuery) {}

  @Get()
  @Operation(listAudit)
  async list(@Input() { query }: Asked<typeof listAudit>): Promise<Answer<typeof listAudit>> {
    const { q = '', refused, limit, after = null } = query;
    const { items, next } = partFrom(
      await this.query.rows({ words: q, withRefused: refused, beforeId: after }, limit + 1),
      limit,
      ({ id }) => id,
    );
    return { items: items.map((row) => ({ ...row, outcome: outcomeOf(row.status) })), next };
  }
}
