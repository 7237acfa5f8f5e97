import type { Delivery } from '../mail/delivery.js';

/**
 * What came of a try, as with mails; and gone: whoever is there says that nobody wants it any more. `notBefore`: they ask for patience.
 */
export type Passing =
  Exclude<Delivery, { kind: 'later' }> | { kind: 'later'; answer: string; notBefore: Date | null } | { kind: 'gone'; answer: string };
