import { codeOf } from '../../src/modules/coding/code.form.js';
import { CodebookService } from '../../src/modules/coding/codebook.service.js';
import { judgementOf } from '../../src/modules/coding/judgement.form.js';
import { JudgementsService } from '../../src/modules/coding/judgements.service.js';
import { Page } from './page.js';
import type { Site } from './site.js';

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

/** Two coders who judged most of what is stored, and do not always agree; and the post of which most is said. */
export async function busyCoders(site: Site): Promise<{ codedId: number }> {
  await addCodes(site, [
    { label: 'Question', definition: 'Asks for an answer, whether or not it ends with a question mark.', example: 'Who pays?' },
    { label: 'Thanks', definition: 'Thanks somebody by name, or the body that speaks.' },
    { label: 'Names a place', slug: 'place', definition: 'A place that could be found on a map.', example: 'the lock at Limehouse' },
    { label: 'Party politics' },
  ]);
  const ids = await site.database.manager.sql<{ id: number }[]>`SELECT id FROM post WHERE is_stub = 0 ORDER BY id LIMIT 60`;
  for (const [index, { id }] of ids.entries()) {
    const sure = index % 3 === 0 ? ['question'] : [];
    await judge(site, id, 'Ada Example', [...sure, ...(index % 7 < 2 ? ['place'] : [])]);
    await judge(site, id, 'Bob', [
      ...(index % 8 === 0 ? [] : sure),
      ...(index % 7 < 3 ? ['place'] : []),
      ...(index === 5 ? ['thanks'] : []),
    ]);
  }
  const codedId = ids[0]?.id ?? 0;
  await judge(
    site,
    codedId,
    'Ada Example',
    ['question', 'place'],
    'It asks who is typing; the lock-keeper did.\nNot sure about the place.',
  );
  await judge(site, codedId, 'Cass', []);
  return { codedId };
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
