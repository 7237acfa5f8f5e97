/** What both programs of `bench/pages.mjs` set. */
export function pageSettings(location) {
  const polling = { ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0', HOSTS_AT_ONCE: '64' };
  return { DATABASE_URL: location, PORT: '0', BASE_URL: 'http://127.0.0.1:3000', DIGEST_TIMEZONE: 'UTC', ...polling };
}
