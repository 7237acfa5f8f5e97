/**
 * How well questions are told from what only looks like one: precision, recall and F1 on the messages of test/fixtures/questions.
 *
 *   npm run bench:questions [-- --misses]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isQuestion } from '../dist/modules/engagement/measures/questions.js';

const { values } = parseArgs({ options: { misses: { type: 'boolean' } } });
const folder = new URL('../test/fixtures/questions/', import.meta.url);

const table = {};
for (const name of readdirSync(folder).sort()) {
  const rows = readFileSync(new URL(name, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const wrong = rows.filter(({ text, isQuestion: wanted }) => isQuestion(text) !== wanted);
  const asked = rows.filter(({ isQuestion: wanted }) => wanted).length;
  const missed = wrong.filter(({ isQuestion: wanted }) => wanted).length;
  const [right, found] = [asked - missed, asked - missed + (wrong.length - missed)];
  const [precision, recall] = [right / found, right / asked];
  const f1 = (2 * precision * recall) / (precision + recall);
  table[name] = { messages: rows.length, asked, found, precision: precision.toFixed(3), recall: recall.toFixed(3), F1: f1.toFixed(3) };
  if (values.misses) for (const { id, text, isQuestion: wanted } of wrong) console.log(`${wanted ? 'missed' : 'false '} ${id}: ${text}`);
}
console.table(table);
