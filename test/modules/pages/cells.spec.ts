import { cellOf } from '../../../src/modules/pages/cells.js';

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '\tplain',
  '\rplain',
  '\nplain',
  ' =1',
  '\u00a0=1',
  '\ufeff=1',
  '\0=1',
  '＝1',
  '＋1',
  '－1',
  '＠SUM(A1)',
  '﹢1',
  '﹣1',
  '﹦1',
  '﹫x',
  '  ＝cmd',
])('%j gets an apostrophe before it', (text) => {
  expect(cellOf(text)).toBe(`'${text}`);
});

test.each(['', 'Words', 'a=b', '1-2', "'=1", 'é', '“-”', '7 @ 9'])('%j is a text as it is', (text) => {
  expect(cellOf(text)).toBe(text);
});
