import { field, choice, type FieldView } from '../pages/field.view.js';
import { type PageFrame, privatePage } from '../pages/page.view.js';
import { ROLES } from '../pages/access.js';
import type { AccountEntity } from './account.entity.js';
import { NAME_MAX, PASSWORD_MAX } from './account.form.js';
import { passwordField } from './account-pages.view.js';
import type { ApiTokenEntity } from './api-token.entity.js';
import { browserOf } from './browser-name.js';
import { ROLE_WORDS } from './role-words.js';
import type { SessionEntity } from './session.entity.js';

/** What was typed into one of the page's forms, and what is wrong with it. */
export interface TypedAccount {
  form: 'name' | 'password' | 'second-factor' | 'token' | null;
  values: Record<string, string>;
  problems: Partial<Record<string, string>>;
}

export interface AccountView {
  page: PageFrame;
  firstRun: null;
  name: string;
  address: string;
  role: string;
  may: string;
  isAdmin: boolean;
  nameFields: FieldView[];
  /** Null for who signs in elsewhere. */
  passwordFields: FieldView[] | null;
  secondFactor: { isOn: boolean; recoveryLeft: number; endFields: FieldView[] };
  sessions: { browser: string; since: Date; isThis: boolean }[];
  hasOtherSessions: boolean;
  tokens: {
    id: number;
    name: string;
    scope: string;
    createdAt: Date;
    endsAt: Date | null;
    usedAt: Date | null;
    state: 'good' | 'ended' | 'revoked';
  }[];
  tokenFields: FieldView[];
  /** Shown once. */
  newToken: string | null;
}

interface Facts {
  account: AccountEntity;
  sessions: readonly SessionEntity[];
  thisSession: string;
  tokens: readonly ApiTokenEntity[];
  typed: TypedAccount;
  newToken: string | null;
  now: Date;
}

const DAYS: Record<string, string> = { '30': '30 days', '365': 'A year', '': 'Until it is revoked' };

export function accountView({ account, sessions, thisSession, tokens, typed, newToken, now }: Facts): AccountView {
  const problem = (form: TypedAccount['form'], name: string) => (typed.form === form ? (typed.problems[name] ?? null) : null);
  const value = (form: TypedAccount['form'], name: string, usual: string) => (typed.form === form ? (typed.values[name] ?? usual) : usual);
  const scopes = Object.fromEntries(
    ROLES.slice(0, ROLES.indexOf(account.role) + 1).map((role) => [role, `${ROLE_WORDS[role].name}: ${ROLE_WORDS[role].may}`]),
  );
  return {
    page: privatePage('Your account', 'Your name, your password, and what signs in for you.'),
    firstRun: null,
    name: account.name,
    address: account.address,
    role: ROLE_WORDS[account.role].name,
    may: ROLE_WORDS[account.role].may,
    isAdmin: account.role === 'admin',
    nameFields: [
      field('name', 'Name', {
        value: value('name', 'name', account.name),
        maxLength: NAME_MAX,
        autocomplete: 'name',
        problem: problem('name', 'name'),
      }),
    ],
    passwordFields:
      account.passwordHash === null
        ? null
        : [present(problem('password', 'current_password')), passwordField(problem('password', 'password') ?? undefined)],
    secondFactor: {
      isOn: account.totpSecret !== null,
      recoveryLeft: account.recoveryHashes.length,
      endFields: [
        field('totp', 'Code that the authenticator shows now, or a recovery code', {
          autocomplete: 'one-time-code',
          maxLength: 20,
          problem: problem('second-factor', 'totp'),
        }),
      ],
    },
    sessions: sessions.map(({ browser, createdAt, keyHash }) => ({
      browser: browserOf(browser),
      since: createdAt,
      isThis: keyHash === thisSession,
    })),
    hasOtherSessions: sessions.some(({ keyHash }) => keyHash !== thisSession),
    tokens: tokens.map(({ id, name, scope, createdAt, endsAt, usedAt, revokedAt }) => {
      const state = revokedAt ? 'revoked' : endsAt && endsAt <= now ? 'ended' : 'good';
      return { id, name, scope: ROLE_WORDS[scope].name, createdAt, endsAt, usedAt, state };
    }),
    tokenFields: [
      field('label', 'What it is for', { value: value('token', 'label', ''), maxLength: 80, problem: problem('token', 'label') }),
      choice('scope', 'What it may do', scopes, value('token', 'scope', 'reader'), { problem: problem('token', 'scope') }),
      choice('days', 'How long', DAYS, value('token', 'days', '365'), { problem: problem('token', 'days'), isRequired: false }),
    ],
    newToken,
  };
}

export interface SecondFactorView {
  page: PageFrame;
  firstRun: null;
  /** A picture of the address that an authenticator reads, as SVG of our own making. */
  picture: string;
  secret: string;
  fields: FieldView[];
  /** Once it is on: shown this once. */
  recoveryCodes: string[] | null;
}

export function secondFactorView(
  picture: string,
  secret: string,
  problem: string | null,
  recoveryCodes: string[] | null,
): SecondFactorView {
  return {
    page: privatePage('A second factor', 'A code of six digits beside your password.'),
    firstRun: null,
    picture,
    // In groups of four, for who has to type it.
    secret: secret.replace(/(.{4})(?=.)/g, '$1 '),
    fields: [field('totp', 'The six digits that it shows now', { autocomplete: 'one-time-code', maxLength: 10, problem })],
    recoveryCodes,
  };
}

function present(problem: string | null): FieldView {
  return field('current_password', 'Present password', {
    type: 'password',
    autocomplete: 'current-password',
    maxLength: PASSWORD_MAX,
    problem,
  });
}
