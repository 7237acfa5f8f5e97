import { field, type FieldView } from '../pages/field.view.js';
import { type PageFrame, privatePage } from '../pages/page.view.js';
import { NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from './account.form.js';

/** A page with one form: how one comes in, in its several ways. */
export interface FormPageView {
  page: PageFrame;
  firstRun: null;
  kicker: string;
  title: string;
  /** What happened before, such as that a password was wrong. */
  trouble: string | null;
  paragraphs: string[];
  action: string;
  fields: FieldView[];
  /** Carried along, not shown. */
  hidden: { name: string; value: string }[];
  button: string;
  ways: { href: string; label: string }[];
}

type Problems = Partial<Record<string, string>>;

export const PASSWORD_HINT = `At least ${PASSWORD_MIN} characters. Four words that do not belong together are easy to keep and hard to guess.`;

interface LoginFacts {
  address: string;
  next: string;
  trouble: string | null;
  /** The name of the OpenID provider; null where there is none. */
  provider: string | null;
  hasMail: boolean;
}

export function loginView({ address, next, trouble, provider, hasMail }: LoginFacts): FormPageView {
  const onward = next === '' || next === '/' ? '' : `?${new URLSearchParams({ next }).toString()}`;
  return formPage({
    kicker: 'Accounts',
    title: 'Sign in',
    trouble,
    paragraphs: ['Reading needs no account unless whoever runs this says so. Analysts and admins sign in here.'],
    action: '/login',
    fields: [
      field('address', 'Mail address', { type: 'email', value: address, autocomplete: 'username' }),
      field('password', 'Password', { type: 'password', autocomplete: 'current-password', maxLength: PASSWORD_MAX }),
    ],
    hidden: [{ name: 'next', value: next }],
    button: 'Sign in',
    ways: [
      ...(provider === null ? [] : [{ href: `/login/openid${onward}`, label: `Sign in with ${provider}` }]),
      { href: '/reset', label: hasMail ? 'I have forgotten my password' : 'Forgotten the password?' },
    ],
  });
}

/** For whoever sits at the machine, before there is any account. */
export function noAccountsView(): FormPageView {
  return formPage({
    kicker: 'Accounts',
    title: 'There are no accounts yet',
    paragraphs: [
      'Whoever sits at this machine may do everything here as long as that is so. Make the first account, and then only those who sign in may.',
    ],
    action: '/setup',
    fields: [],
    button: 'Make the first account',
    ways: [{ href: '/', label: 'Go on without one' }],
  });
}

export function codeView(trouble: string | null): FormPageView {
  return formPage({
    kicker: 'Accounts',
    title: 'One more step',
    trouble,
    paragraphs: ['Type the six digits that your authenticator shows now, or one of your recovery codes.'],
    action: '/login/code',
    fields: [field('totp', 'Code', { autocomplete: 'one-time-code', maxLength: 20 })],
    button: 'Sign in',
    ways: [{ href: '/login', label: 'Begin again' }],
  });
}

interface JoinFacts {
  action: string;
  isSetup: boolean;
  /** `an analyst` */
  role: string;
  typed: { name: string; address: string };
  problems: Problems;
}

export function joinView({ action, isSetup, role, typed, problems }: JoinFacts): FormPageView {
  return formPage({
    kicker: isSetup ? 'First start' : 'An invitation',
    title: isSetup ? 'Make the first account' : 'Make your account',
    paragraphs: [
      isSetup
        ? 'It is an admin’s: it adds feeds, and invites others. From then on nobody changes anything here without an account.'
        : `You are invited as ${role}.`,
    ],
    action,
    fields: [
      field('name', 'Your name', {
        hint: 'Others see it beside what you do.',
        value: typed.name,
        autocomplete: 'name',
        maxLength: NAME_MAX,
        problem: problems.name ?? null,
      }),
      field('address', 'Mail address', {
        type: 'email',
        hint: 'You sign in with it. It is shown to admins only.',
        value: typed.address,
        autocomplete: 'username',
        problem: problems.address ?? null,
      }),
      passwordField(problems.password),
    ],
    button: 'Make the account',
  });
}

export function askResetView(typed: string, trouble: string | null): FormPageView {
  return formPage({
    kicker: 'Accounts',
    title: 'Set a new password',
    trouble,
    paragraphs: ['We send a link to the address, if an account has it. It works once, for an hour.'],
    action: '/reset',
    fields: [field('address', 'Mail address', { type: 'email', value: typed, autocomplete: 'username' })],
    button: 'Send me a link',
    ways: [{ href: '/login', label: 'Back to signing in' }],
  });
}

export function resetView(action: string, problem: string | undefined): FormPageView {
  return formPage({
    kicker: 'Accounts',
    title: 'Set a new password',
    paragraphs: ['You are signed out everywhere, and sign in with the new one.'],
    action,
    fields: [passwordField(problem)],
    button: 'Set it',
  });
}

export function passwordField(problem: string | undefined, name = 'password', label = 'New password'): FieldView {
  return field(name, label, {
    type: 'password',
    hint: PASSWORD_HINT,
    autocomplete: 'new-password',
    maxLength: PASSWORD_MAX,
    problem: problem ?? null,
  });
}

function formPage(
  facts: Pick<FormPageView, 'kicker' | 'title' | 'paragraphs' | 'action' | 'fields' | 'button'> & Partial<FormPageView>,
): FormPageView {
  return {
    page: privatePage(facts.title, facts.paragraphs[0] ?? facts.title),
    firstRun: null,
    trouble: null,
    hidden: [],
    ways: [],
    ...facts,
  };
}
