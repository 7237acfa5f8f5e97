import { choice, field, type FieldView } from '../pages/field.view.js';
import { type PageFrame, privatePage } from '../pages/page.view.js';
import { type Role, ROLES } from '../pages/access.js';
import type { AccountLinkEntity } from './account-link.entity.js';
import type { AccountEntity } from './account.entity.js';
import { ROLE_WORDS } from './role-words.js';

export interface UsersView {
  page: PageFrame;
  firstRun: null;
  users: {
    id: number;
    name: string;
    address: string;
    isSelf: boolean;
    isOpen: boolean;
    roles: { value: Role; label: string; isChosen: boolean }[];
    signsIn: string;
    hasSecondFactor: boolean;
    signedInAt: Date | null;
  }[];
  links: { id: number; what: string; mail: string; endsAt: Date }[];
  inviteFields: FieldView[];
  hasMail: boolean;
  /** A link to hand on, shown once. */
  newLink: { what: string; url: string } | null;
  trouble: string | null;
}

interface Facts {
  accounts: readonly AccountEntity[];
  links: readonly AccountLinkEntity[];
  selfId: number | null;
  hasMail: boolean;
  newLink: UsersView['newLink'];
  trouble: string | null;
  typed: { address: string; role: string; problem: string | null };
}

export function usersView({ accounts, links, selfId, hasMail, newLink, trouble, typed }: Facts): UsersView {
  const labels = Object.fromEntries(ROLES.map((role) => [role, `${ROLE_WORDS[role].name}: ${ROLE_WORDS[role].may}`]));
  return {
    page: privatePage('Users', 'Who has an account, and what they may do.'),
    firstRun: null,
    users: accounts.map(({ id, name, address, role, state, totpSecret, identity, passwordHash, signedInAt }) => ({
      id,
      name,
      address,
      isSelf: id === selfId,
      isOpen: state === 'active',
      roles: ROLES.map((value) => ({ value, label: ROLE_WORDS[value].name, isChosen: value === role })),
      signsIn: waysIn(passwordHash !== null, totpSecret !== null, identity !== null),
      hasSecondFactor: totpSecret !== null,
      signedInAt,
    })),
    links: links.map((link) => ({ id: link.id, what: whatOf(link), mail: mailOf(link), endsAt: link.endsAt })),
    inviteFields: [
      choice('role', 'As', labels, typed.role),
      field('address', 'Send it to', {
        type: 'email',
        value: typed.address,
        isRequired: false,
        hint: hasMail
          ? 'Leave it empty for a link that you hand on yourself.'
          : 'No mail is sent here: leave it empty, and hand the link on yourself.',
        problem: typed.problem,
      }),
    ],
    hasMail,
    newLink,
    trouble,
  };
}

function waysIn(hasPassword: boolean, hasSecondFactor: boolean, hasIdentity: boolean): string {
  const ways = [...(hasPassword ? [hasSecondFactor ? 'password and second factor' : 'password'] : []), ...(hasIdentity ? ['OpenID'] : [])];
  return ways.join(', ') || 'nothing yet';
}

function whatOf({ purpose, role, address, account }: AccountLinkEntity): string {
  if (purpose === 'reset') return `New password for ${account?.name ?? 'an account'}`;
  return `Invitation as ${ROLE_WORDS[role ?? 'reader'].one}${address === null ? '' : ` for ${address}`}`;
}

function mailOf({ address, mailAt, mailAttempts, mailAnswer }: AccountLinkEntity): string {
  if (address === null) return 'handed on';
  if (mailAt === null) return mailAnswer === null ? 'not mailed' : `mailed: ${mailAnswer}`;
  return mailAttempts === 0 ? 'waits to be mailed' : `tried ${mailAttempts} times: ${mailAnswer ?? ''}`;
}
