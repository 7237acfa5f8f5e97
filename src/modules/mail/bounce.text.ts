import type { Outcome } from './bounces.js';

/** What came of a notice, in a sentence or two. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'foreign':
      return 'The notice is about no mail of ours: we gave none of the names in it. Nothing was changed.';
    case 'test':
      return 'The notice is about a mail of `mail test`. There is nothing to change.';
    case 'forgotten':
      return 'The notice is about a mail of ours that is forgotten by now: they have unsubscribed, or it is old. There is nothing to change.';
    case 'known':
      return `${mailOf(outcome)} did not arrive, which was known already. Nothing was changed.`;
    case 'delivered':
      return `${mailOf(outcome)} was delivered. There is nothing to count.`;
    case 'delayed':
      return `${mailOf(outcome)} is delayed, and still tried by the server. That is noted, and not held against the address: ${outcome.answer}`;
    case 'bounced':
      return `${mailOf(outcome)} came back. ${consequence(outcome)} ${outcome.answer}`;
  }
}

function mailOf({ about, address }: { about: string; address: string }): string {
  return `The mail ${about} to ${address}`;
}

function consequence({ isCounted, isOff }: Extract<Outcome, { kind: 'bounced' }>): string {
  if (!isCounted) return 'That is noted, and not held against the address, for it is not said of it:';
  return isOff
    ? 'It was the last of three in a row: the address is switched off. The server said:'
    : 'It counts as a refusal of the address; three in a row switch it off. The server said:';
}
