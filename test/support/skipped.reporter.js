/** Says at the end of a run what was left out for want of a server or a browser, and how to run it. */
export default class SkippedReporter {
  onRunComplete() {
    const lines = [];
    if (!process.env.TEST_DATABASE_URL) lines.push('PostgreSQL: npm run test:postgres (needs a server; TEST_DATABASE_URL names it)');
    if (!process.env.TEST_CHROMIUM) lines.push('Browser: npm run test:browser (needs Chromium; TEST_CHROMIUM names it)');
    if (lines.length > 0)
      process.stderr.write(`\nNot run here, for want of a server or a browser:\n${lines.map((line) => `  - ${line}\n`).join('')}`);
  }
}
