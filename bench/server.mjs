/** The server as `npm start` runs it, for what looks at it from outside. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const FLAGS = scripts.start.match(/--\S+/g);

/**
 * Starts it with these settings and arguments, and waits until it says where it is.
 * @param hear is told what it says on standard error; else that is said on this process's own
 */
export function startServer(env, args = [], hear = null) {
  const server = spawn(process.execPath, [...FLAGS, main, ...args], {
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', hear ? 'pipe' : 'inherit'],
  });
  server.stderr?.on('data', (chunk) => hear(String(chunk)));
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk) => {
      said += chunk;
      const address = /http:\/\/\S+/.exec(said)?.[0];
      if (!address) return;
      server.stdout.off('data', listen);
      server.stdout.resume();
      resolve({ server, address });
    };
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${said}`)));
    server.stdout.on('data', listen);
  });
}

const METRICS_TOKEN = 'for-this-benchmark-only';

/**
 * Measures a server that polls a farm on loopback, on the database of a SQLite file, and ends it afterwards.
 * @param settings beside those that every such server has
 */
export async function withPollingServer(file, { settings = {}, args = [], hear = null }, measure) {
  const env = { ...process.env, DATABASE_URL: `sqlite:${file}`, PORT: '0', ALLOW_ADDRESSES: '127.0.0.0/8', METRICS_TOKEN, ...settings };
  const { server, address } = await startServer(env, args, hear);
  try {
    return await measure(server.pid, address);
  } finally {
    const ended = new Promise((closed) => server.once('exit', closed));
    server.kill();
    await ended;
  }
}

/** What such a server counts, in the words of Prometheus. */
export async function metricsOf(address) {
  return (await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })).text();
}
