import { z } from 'zod';

/** What `pages/problem.ts` sends (RFC 9457). */
export const problem = z
  .object({
    type: z
      .string()
      .describe('The kind of problem: an address in these docs')
      .meta({ examples: ['/api/docs#problem-invalid'] }),
    title: z
      .string()
      .describe('The same in words, alike for all of a kind')
      .meta({ examples: ['Something needs mending'] }),
    status: z.int().meta({ examples: [422] }),
    detail: z
      .string()
      .describe('What is wrong, for people')
      .meta({ examples: ['One value needs mending.'] }),
    instance: z
      .string()
      .describe('What was asked')
      .meta({ examples: ['/api/v1/sources?limit=0'] }),
    errors: z
      .array(
        z.object({
          in: z.enum(['query', 'body']).describe('In the address, or in the body'),
          pointer: z
            .string()
            .describe('A JSON pointer (RFC 6901) to the value')
            .meta({ examples: ['/limit'] }),
          message: z
            .string()
            .describe('What is wrong with it')
            .meta({ examples: ['A whole number from 1 to 200.'] }),
        }),
      )
      .optional()
      .describe('One for each value that needs mending; with 422 only'),
    incident: z
      .string()
      .optional()
      .describe('A number to quote; where it is our fault')
      .meta({ examples: ['3f2a91c0'] }),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457)' });
