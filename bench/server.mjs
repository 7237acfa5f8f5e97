/** The server as `npm start` runs it, for what looks at its pages. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Starts it with these settings and arguments, and waits until it says where it is. */
export function startServer(env, args = []) {
  const server = spawn(process.execPath, [main, ...args], { env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let said = '';
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${said}`)));
    server.stdout.on('data', (chunk) => {
      said += chunk;
      const address = /http:\/\/\S+/.exec(said)?.[0];
      if (address) resolve({ server, address });
    });
  });
}
