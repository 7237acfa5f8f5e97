/** Pages that `accounts.spec.ts` looks at, as somebody who is signed in; and the doors, as nobody. */
export const DOOR_PATHS = ['/login', '/login/code'];
export const ACCOUNT_PATHS = [
  '/account',
  '/account/readers',
  '/account/second-factor',
  '/admin/users',
  '/admin/audit?refused=yes',
  '/admin/audit?q=zeppelin',
  '/admin/settings',
  '/welcome',
  '/reset',
  '/reset/none',
  '/setup/none',
  '/invitation/none',
  ...DOOR_PATHS,
];
