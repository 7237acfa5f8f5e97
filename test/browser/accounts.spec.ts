import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { AccountLinks } from '../../src/modules/accounts/account-links.js';
import { Secret, TOTP } from 'otpauth';
import { Clock } from '../../src/modules/clock/clock.js';
import { startSite, type Site } from '../support/site.js';
import { ACCOUNT_PATHS, DOOR_PATHS } from './account-paths.js';
import { inspect, WELL } from './inspect.js';

const executablePath = process.env.TEST_CHROMIUM ?? '';
const withBrowser = executablePath === '' ? describe.skip : describe;

const PASSWORD = 'four words that rhyme not';

withBrowser('accounts in a browser', () => {
  let site: Site;
  let browser: Browser;
  let setup: string;
  /** Who has come in by the keyboard, in the first test. */
  let state: Awaited<ReturnType<BrowserContext['storageState']>>;

  beforeAll(async () => {
    site = await startSite(new Date(), { BASE_URL: 'http://127.0.0.1:3000' });
    const links = site.app.get(AccountLinks);
    setup = new URL(links.url(await links.setup())).pathname;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext({ storageState: state, ...options })).newPage();
    await page.goto(site.url + path);
    return page;
  }

  /** Presses Tab until a button with these words has the focus. */
  async function tabTo(page: Page, words: string): Promise<void> {
    for (let pressed = 0; pressed < 80; pressed++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate<string>('document.activeElement.textContent')).trim() === words) return;
    }
    throw new Error(`No key leads to ${words}`);
  }

  test('from the link of the first start to a second factor, by keys alone and without script', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(site.url + setup);
    for (const [label, text] of [
      ['Your name', 'Ada'],
      ['Mail address', 'ada@example.org'],
      ['New password', PASSWORD],
    ] as const) {
      await page.getByLabel(label).focus();
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/welcome');
    await page.goto(`${site.url}/account/second-factor`);
    const secret = (await page.locator('.meta code').textContent())?.replaceAll(' ', '') ?? '';
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: site.app.get(Clock).now().getTime() });
    await page.getByLabel('The six digits').focus();
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.locator('.recovery').waitFor();
    const recovery = await page.locator('.recovery code').allTextContents();
    expect(recovery).toHaveLength(10);
    await page.goto(`${site.url}/account`);
    await page.getByRole('button', { name: 'Sign out' }).press('Enter');
    await page.goto(`${site.url}/account`);
    await page.waitForURL('**/login?next=%2Faccount');
    await page.getByLabel('Mail address').fill('ada@example.org');
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('do not go together');
    expect(await page.getByLabel('Mail address').inputValue()).toBe('ada@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/login/code');
    await page.getByLabel('Code').fill(recovery[0] ?? '');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account');
    state = await page.context().storageState();
  }, 180_000);

  test('every page of an account is for everybody: by axe, by keys, in any light and at any width', async () => {
    for (const path of ACCOUNT_PATHS) {
      const page = await open(path, DOOR_PATHS.includes(path) ? { storageState: undefined } : {});
      expect({ [path]: await inspect(page) }).toEqual({ [path]: WELL });
      await page.context().close();
    }
  }, 180_000);

  test('every button of the page of users is reached by keys', async () => {
    const page = await open('/admin/users');
    await tabTo(page, 'Make the invitation');
    await page.keyboard.press('Enter');
    expect(await page.locator('.new-secret code').textContent()).toContain('/invitation/');
    await tabTo(page, 'Withdraw Invitation as an analyst');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/users');
    expect(await page.getByRole('heading', { name: 'Links that wait to be used' }).count()).toBe(0);
  });
});
