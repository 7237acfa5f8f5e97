/** The parts of `bench/RESULTS.md` that commands write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const results = fileURLToPath(new URL('./RESULTS.md', import.meta.url));

/** Puts what a command said where it said something the last time. */
export function keep(name, title, command, minutes, said) {
  const before = readFileSync(results, 'utf8');
  const [begin, end] = ['begin', 'end'].map((place) => `<!-- npm run bench: ${name} ${place} -->`);
  const [from, until] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || until < from) throw new Error(`${results} has lost the marks between which this command writes: ${begin} and ${end}`);
  const when = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const how = `\`${command}\`, done ${when} UTC after ${minutes.toFixed(1)} minutes. ${machine()}.`;
  writeFileSync(results, `${before.slice(0, from)}${begin}\n### ${title}\n${how}\n\n${said.trim()}\n${before.slice(until)}`);
}

function machine() {
  return `Node ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0].model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
}
