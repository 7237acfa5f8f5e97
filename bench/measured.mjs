/**
 * node bench/measured.mjs SCRIPT [ARGUMENT...]: runs a script of somebody else's in this process, and prints a last line of JSON with what it took: wall seconds and
 * CPU seconds since it was begun, its loading included, and the most memory.
 */
import { pathToFileURL } from 'node:url';

const [script] = process.argv.splice(2, 1);
process.argv[1] = script;
const startedMs = performance.now();
const before = process.cpuUsage();
process.once('exit', () => {
  const { user, system } = process.cpuUsage(before);
  const wall = (performance.now() - startedMs) / 1000;
  process.stdout.write(
    `\n${JSON.stringify({ wall, cpu: (user + system) / 1e6, maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`,
  );
});
await import(pathToFileURL(script).href);
