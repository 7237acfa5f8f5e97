import type { NodemailerError } from 'nodemailer/lib/errors';
import { legalText } from '../../feeds/characters.js';

/**
 * What came of a try to deliver. taken: the server answered for it. refused: it never will be, `isOfAddress` where that is said of the address and not of us.
 * later: not this time. stopped: this process wants to end, or no longer owns the mail; the server has not got it.
 */
export type Delivery =
  | { kind: 'taken'; answer: string }
  | { kind: 'refused'; answer: string; isOfAddress: boolean }
  /** `isServer`: it was not this mail's fault, and the next would fare no better. */
  | { kind: 'later'; answer: string; isServer: boolean }
  | { kind: 'stopped' };

/** Reads a failure of SMTP. `isHandedOver`: the server may have had all of the message. */
export function deliveryOf(error: NodemailerError, isHandedOver: boolean): Delivery {
  const { response, command, permanent } = error;
  const answer = legalText(response ?? error.message)
    .replace(/\s+/g, ' ')
    .slice(0, 500);
  if (response === undefined)
    return {
      kind: 'later',
      answer: isHandedOver ? `${answer}. The server had the message and gave no answer, so it may have kept it.` : answer,
      isServer: true,
    };
  // Greeting, login and sender are our affair with the server: no address is to be blamed.
  const isOfMail = command === 'RCPT TO' || command === 'DATA';
  if (permanent && isOfMail) return { kind: 'refused', answer, isOfAddress: !isPolicy(answer) };
  return { kind: 'later', answer, isServer: !isOfMail };
}

/** RFC 3463: 5.7.x is about security and policy, which is what a server says of senders that it does not trust. */
function isPolicy(answer: string): boolean {
  return /^5\d\d[ -]5\.7\.\d+\b/.test(answer);
}
