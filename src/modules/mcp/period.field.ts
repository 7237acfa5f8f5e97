import { z } from 'zod';

export const PERIOD_FIELD = z
  .string()
  .regex(
    /^(28-days|year|all|\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2})$/,
    'Write 28-days, year, all, or two days such as 2008-04-01..2008-06-30.',
  )
  .optional()
  .describe('28-days, year, all, or two days such as 2008-04-01..2008-06-30; else the shortest that shows something');

export function noSuchPeriod(period: string): string {
  return `${period} is no time that anybody could have spoken in: its days are not in the calendar, not in order, or still to come.`;
}
