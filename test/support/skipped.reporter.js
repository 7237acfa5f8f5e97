/** Says at the end of a run what was left out for want of a server, a browser or time, and how to run it. */
export default class SkippedReporter {
  onRunComplete() {
    const lines = [];
    if (!process.env.TEST_DATABASE_URL) lines.push('PostgreSQL: npm run test:postgres (needs a server; TEST_DATABASE_URL names it)');
    if (!process.env.TEST_WORKERS_SECONDS)
      lines.push('Queue and many workers: npm run test:queue (needs PostgreSQL and Redis; TEST_DATABASE_URL and TEST_REDIS_URL name them)');
    if (!process.env.TEST_CHROMIUM) lines.push('Browser: npm run test:browser (needs Chromium; TEST_CHROMIUM names it)');
    if (!process.env.CRASHES)
      lines.push('Crashes: npm run test:crash (takes a quarter of an hour; CRASHES says how often processes are killed)');
    if (lines.length > 0)
      process.stderr.write(`\nNot run here, for want of a server, a browser or time:\n${lines.map((line) => `  - ${line}\n`).join('')}`);
  }
}
