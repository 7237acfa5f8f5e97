import { z } from 'zod';
import { AFFILIATIONS } from '../sources/source.entity.js';

const PERIOD = /^(28-days|year|all|\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2})$/;

/** Of what time and of which voice figures are: what pages of sources and of entities take, too. */
export const askedFigures = {
  period: z
    .string()
    .regex(PERIOD, 'One of 28-days, year and all, or two days such as 2008-03-01..2008-03-31.')
    .optional()
    .describe('28-days, year, all, or two days (2008-03-01..2008-03-31), both included; as a rule the shortest that shows something'),
  voice: z.enum(AFFILIATIONS).optional().describe('Of one that spoke under several affiliations: which; as a rule the latest'),
};

export const askedAuthor = z.string().trim().min(1).max(600).optional().describe('One who signs there; else the source as a whole');
