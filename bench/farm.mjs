/** The farm of feeds on loopback that benchmarks poll: the program of the folder that FEEDFARM names (default ../shared/feedfarm). */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const farmFolder = resolve(process.env.FEEDFARM ?? join(root, '../shared/feedfarm'));

const LONGEST_SECONDS = 7_200;

/**
 * Starts a farm on a port of its own.
 * @param settings flags of the farm by name, without the dashes
 */
export async function startFarm(settings) {
  const program = join(farmFolder, 'feedfarm.mjs');
  if (!existsSync(program)) throw new Error(`There is no feed farm in ${farmFolder}. Name its folder in FEEDFARM.`);
  const flags = Object.entries({ port: 0, 'max-seconds': LONGEST_SECONDS, ...settings }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const first = await new Promise((line) => child.stdout.once('data', (data) => line(String(data).split('\n')[0])));
  const url = `http://127.0.0.1:${JSON.parse(first).port}`;
  const ask = async (path) => (await fetch(`${url}${path}`)).text();
  return {
    /** The addresses of its feeds, a line each. */
    urls: () => ask('/urls'),
    /** So many new entries in each feed, or in this share of them. */
    tick: (entries, share = 1) => ask(`/tick?k=${entries}&share=${share}`),
    /** What it has counted. */
    stats: async () => JSON.parse(await ask('/stats?full=1')),
    stop: async () => {
      await fetch(`${url}/quit`).catch(() => undefined);
      child.kill();
    },
  };
}
