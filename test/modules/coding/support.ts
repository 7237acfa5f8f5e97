import { codeOf } from '../../../src/modules/coding/code.form.js';
import { CodebookService } from '../../../src/modules/coding/codebook.service.js';
import { judgementOf } from '../../../src/modules/coding/judgement.form.js';
import { JudgementsService } from '../../../src/modules/coding/judgements.service.js';
import { Page } from '../../support/page.js';
import type { Site } from '../../support/site.js';

/** What stands in a codebook, as `codebook add` puts it there. */
export async function addCodes(site: Site, rows: object[]): Promise<void> {
  const drafts = rows.map((row) => {
    const read = codeOf(row);
    if (!read.ok) throw new Error(read.problems.join(' '));
    return read.draft;
  });
  await site.app.get(CodebookService).save(drafts);
}

/** What a coder judged, as `code` stores it. */
export async function judge(site: Site, post: number, coder: string, codes: string[], note?: string): Promise<void> {
  const read = judgementOf({ post, coder, codes, note });
  if (!read.ok) throw new Error(read.problems.join(' '));
  const { reports } = await site.app.get(JudgementsService).judge([read.draft]);
  if (reports[0]?.result === 'refused') throw new Error(reports[0].problems.join(' '));
}

/** The form of a page that is posted, as a browser sends it: what is hidden or typed in it, and which boxes are ticked. */
export function formOf(page: Page): URLSearchParams {
  const form = page.one('form', { method: 'post' });
  const fields = new URLSearchParams();
  const inside = page.all('input').filter((input) => {
    for (let at = input.parent; at; at = at.parent) if (at === form) return true;
    return false;
  });
  for (const { attribs } of inside)
    if (attribs.type !== 'checkbox' || 'checked' in attribs) fields.append(attribs.name ?? '', attribs.value ?? '');
  return fields;
}

/** Presses the button. */
export function send(site: Site, fields: URLSearchParams, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${site.url}/coding`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: fields.toString(),
  });
}
