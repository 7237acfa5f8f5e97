import { safeNext } from '../../../src/modules/accounts/account.form.js';

test.each([
  ['/watches', '/watches'],
  ['/search?q=a%20b', '/search?q=a%20b'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/a\\b', '/'],
  ['https://evil.example', '/'],
  ['/\tevil', '/'],
  ['javascript:alert(1)', '/'],
  ['/login', '/'],
  ['', '/'],
])('after signing in, %j leads to %s', (next, where) => {
  expect(safeNext(next)).toBe(where);
});
