import { inTime } from './reading.js';
import type { Message } from './message.js';

/**
 * How many levels below each message somebody else still speaks: 0 where nobody does. The newest are looked at first, for they tend to stand
 * deepest: a walk up ends where a deeper one has passed, so that a long chain is walked once.
 */
export function depthsBelow(messages: readonly Message[]): Map<number, number> {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const depths = new Map<number, number>();
  for (const message of [...messages].sort(inTime).reverse()) {
    if (message.own || message.isGone) continue;
    let above = message.parentId;
    for (let levels = 1; above !== null && levels <= messages.length && (depths.get(above) ?? 0) < levels; levels++) {
      depths.set(above, levels);
      above = byId.get(above)?.parentId ?? null;
    }
  }
  return depths;
}
