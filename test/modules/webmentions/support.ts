import { Clock } from '../../../src/modules/clock/clock.js';
import { Verifier } from '../../../src/modules/webmentions/verifier.js';
import { WebmentionEntity } from '../../../src/modules/webmentions/webmention.entity.js';
import { Rows } from '../../support/conversation.js';
import { startSite, type Site } from '../../support/site.js';
import { startWeb, type Web } from '../../support/web.js';

export const BASE = 'https://hustings.example';

/** A site with one thread, the web around it, and a clock that is put forward by hand. */
export interface Receiving {
  site: Site;
  web: Web;
  rows: Rows;
  /** The post of the thread, the comment under it, and the address of the post’s page. */
  postId: number;
  commentId: number;
  target: string;
  send: (fields: Record<string, string>, headers?: Record<string, string>) => Promise<Response>;
  /** Sends a page of the web for the thread, lets it be verified, and returns its row. */
  mention: (path: string, target?: string) => Promise<WebmentionEntity>;
  verify: () => Promise<void>;
  all: () => Promise<WebmentionEntity[]>;
  pass: (ms: number) => void;
  close: () => Promise<void>;
}

export async function startReceiving(env: Record<string, string> = {}): Promise<Receiving> {
  const web = await startWeb();
  const site = await startSite(undefined, { ALLOW_ADDRESSES: '127.0.0.0/8', HOST_SPACING_MS: '0', ...env });
  let now = new Date('2008-04-05T12:00:00Z').getTime();
  site.app.get(Clock).now = () => new Date(now);
  const rows = new Rows(site.database);
  const sourceId = await rows.source('Harbour Light', 'civil-service');
  const postId = await rows.post(sourceId, '2008-04-03T09:00:00Z', { title: 'The ferry times' });
  const commentId = await rows.comment(sourceId, postId, '2008-04-03T10:00:00Z', { authorName: 'Ben Tide' });
  const target = `${BASE}/threads/${postId}`;
  const send: Receiving['send'] = (fields, headers = {}) =>
    fetch(`${site.url}/webmention`, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });
  const all = () => site.database.manager.find(WebmentionEntity, { order: { id: 'ASC' } });
  const verify = () => site.app.get(Verifier).tick();
  return {
    site,
    web,
    rows,
    postId,
    commentId,
    target,
    send,
    verify,
    all,
    mention: async (path, to = target) => {
      const response = await send({ source: web.url + path, target: to });
      if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
      await verify();
      const row = (await all()).find(({ sourceUrl, targetUrl }) => sourceUrl === web.url + path && targetUrl === to);
      if (!row) throw new Error('The mention is in no row');
      return row;
    },
    pass: (ms) => (now += ms),
    close: async () => {
      await site.close();
      await web.close();
    },
  };
}

/** A page that answers, as many personal sites write one. */
export function reply(to: string, words: string, more = ''): { headers: Record<string, string>; body: string } {
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>A note</title><article class="h-entry"><a class="p-author h-card" href="/">Ada Quill</a>
<time class="dt-published" datetime="2008-04-04T10:00:00Z">yesterday</time> <a class="u-in-reply-to" href="${to}">To the harbour</a>
<div class="e-content"><p>${words}</p></div>${more}</article>`,
  };
}
