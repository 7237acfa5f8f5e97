import type { Resource } from '../api/operation.js';

/** What several files of operations are about. */
export const SOURCES: Resource = { name: 'Sources', about: 'Who speaks, and whether they converse or broadcast.' };
