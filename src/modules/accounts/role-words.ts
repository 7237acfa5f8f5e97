import type { Role } from '../pages/access.js';

/** What a role is called, and what it lets one do. */
export const ROLE_WORDS: Record<Role, { one: string; name: string; may: string }> = {
  reader: { one: 'a reader', name: 'Reader', may: 'reads everything, also where reading needs an account' },
  analyst: { one: 'an analyst', name: 'Analyst', may: 'also edits editions, codes posts, keeps watches and alerts' },
  admin: { one: 'an admin', name: 'Admin', may: 'also configures feeds, entities and sources, and says who may do what' },
};
