/** A mail with one thing to say and one link. Nothing in it was typed by a stranger. */
export interface NoteView {
  subject: string;
  preheader: string;
  paragraphs: string[];
  href: string;
  label: string;
  small: string;
}

export function confirmationNote(href: string): NoteView {
  return {
    subject: 'Do you want the digest by mail?',
    preheader: 'One click more, and it comes. If it was not you who asked, do nothing.',
    paragraphs: [
      'Somebody, we hope you, asked for the digest of Hustings to be sent to this address. It tells what government and public said to each other.',
      'Nothing is sent before you have said yes. The link holds for three days.',
    ],
    href,
    label: 'Yes, send it to me',
    small: 'Was it not you? Then do nothing: without your yes the address is forgotten within a week.',
  };
}

export function reminderNote(href: string): NoteView {
  return {
    subject: 'You get the digest already',
    preheader: 'Here you can change how often it comes, and what is in it.',
    paragraphs: [
      'Somebody, we hope you, asked for the digest of Hustings to be sent to this address. It is sent there already.',
      'If you want it more or less often, or about somebody else, this link leads to what you get.',
    ],
    href,
    label: 'Change what you get',
    small: 'Was it not you? Then nothing has changed, and there is nothing to do.',
  };
}

export function invitationNote(href: string, by: string, { one, may }: { one: string; may: string }): NoteView {
  return {
    subject: 'You are invited to Hustings',
    preheader: `${by} invites you as ${one}.`,
    paragraphs: [
      `${by} invites you as ${one} to this installation of Hustings, which listens to what government and public say to each other.`,
      `What ${one} does: ${may}.`,
      'The link makes your account. It works once, within a week.',
    ],
    href,
    label: 'Make your account',
    small: 'Do you not know what this is about? Then do nothing: without you there is no account.',
  };
}

export function resetNote(href: string): NoteView {
  return {
    subject: 'A new password for Hustings',
    preheader: 'The link sets it once, within an hour.',
    paragraphs: [
      'Somebody, we hope you, asked to set a new password for your account.',
      'The link does that. It works once, within an hour, and signs you out everywhere.',
    ],
    href,
    label: 'Set a new password',
    small: 'Was it not you? Then do nothing: your password stays as it is. Who asked has learned nothing about your account.',
  };
}

export function noteText({ subject, paragraphs, label, href, small }: NoteView): string {
  return [subject, ...paragraphs, `${label}:\n${href}`, small].join('\n\n') + '\n';
}
