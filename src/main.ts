import { run } from './cli.js';

process.exitCode = await run(['serve', ...process.argv.slice(2)]);
