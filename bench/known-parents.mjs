/** Rows for parents that documents give: what the readers make of them, against labels read from the same documents in another way. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * In: the fixtures, the labelled threads, the platforms found in dist, the modules of dist/feeds. Out: one row a way of reading.
 * A comment is found again by the last part of its guid, of an alias, or of its address.
 */
export async function knownParents(fixtures, threads, platforms, feeds) {
  const rows = [];
  const pages = threads.filter(({ id }) => id.startsWith('wordpress/') && existsSync(join(fixtures, id)));
  const read = pages.map((thread) => ({
    thread,
    comments:
      feeds.readSavedHtml(readFileSync(join(fixtures, thread.id), 'utf8'), {
        timezone: 'Europe/London',
        url: `https://blog.example/${thread.id}`,
      })?.comments ?? [],
  }));
  rows.push(row('WordPress page (markup)', read));

  const feedsRead = [];
  for (const thread of pages) {
    const file = join(fixtures, thread.id.replace(/\.html$/, '.comments.rss'));
    if (!existsSync(file)) continue;
    const reading = await feeds.readFeed(readFileSync(file), {
      url: `https://blog.example/${thread.id}`,
      contentType: null,
      role: 'comments',
    });
    feedsRead.push({ thread, comments: reading.posts.filter(({ kind }) => kind === 'comment') });
  }
  rows.push(row('WordPress comment feed ("In reply to")', feedsRead));

  for (const platform of platforms) {
    const found = threads.flatMap((thread) => {
      const comments = documentsOf(fixtures, thread).flatMap((document) => discussion(platform, document)?.comments ?? []);
      return comments.length > 0 ? [{ thread, comments }] : [];
    });
    if (found.length > 0)
      rows.push(
        row(
          `${platform.name} (${[...new Set(found.flatMap(({ comments }) => comments.map(({ replyBasis }) => replyBasis)))].filter(Boolean).join(', ')})`,
          found,
        ),
      );
  }
  return rows;
}

function discussion(platform, document) {
  try {
    return platform.recognise({ url: document.url, document }) > 0 ? platform.read(document) : null;
  } catch (error) {
    console.log(`${platform.name} threw on ${document.file}: ${error.message}`);
    return null;
  }
}

/** The files that a labelled thread was read from. */
function documentsOf(fixtures, thread) {
  const files = (thread.files ?? [join(fixtures, thread.id)]).filter((file) => existsSync(file) && /\.(json|html)$/.test(file));
  return files.map((file) => {
    const text = readFileSync(file, 'utf8');
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { file, url: file.endsWith('.html') ? `https://blog.example/${thread.id}` : null, text, json, timezone: 'Europe/London' };
  });
}

function row(reader, read) {
  let [labelled, seen, right, nested, nestedRight] = [0, 0, 0, 0, 0];
  for (const { thread, comments } of read) {
    const names = new Map(comments.flatMap((comment) => namesOf(comment).map((name) => [name, comment])));
    for (const label of thread.comments) {
      if (label.parentId === undefined) continue;
      labelled++;
      const comment = names.get(String(label.id));
      if (!comment) continue;
      seen++;
      nested += label.parentId !== null;
      const parents = [comment.inReplyTo?.ref, comment.inReplyTo?.url]
        .filter(Boolean)
        .flatMap((ref) => [...(names.get(lastPart(ref)) ? [lastPart(ref)] : [])]);
      const ok =
        label.parentId === null ? parents.length === 0 : parents.some((name) => names.get(name) === names.get(String(label.parentId)));
      right += ok;
      nestedRight += ok && label.parentId !== null;
    }
  }
  const share = (part, whole) => (whole > 0 ? (part / whole).toFixed(3) : '–');
  return {
    reader,
    threads: read.length,
    comments: labelled,
    'found again': seen,
    'parent right': share(right, seen),
    nested,
    'nested right': share(nestedRight, nested),
  };
}

function namesOf({ guid, aliases = [], urlKey }) {
  return [...new Set([guid, ...aliases, urlKey].filter(Boolean).flatMap((name) => [name, lastPart(name)]))];
}

/** Addresses that are ids as a whole (`at://…`) are not taken apart: other people's posts may end alike. */
function lastPart(name) {
  if (name.startsWith('at://')) return name;
  return /(?:t1_|comment-|[/:#_=])?([A-Za-z0-9]+)\/?$/.exec(name.replace(/#(?!comment)[^#]*$/, ''))?.[1] ?? name;
}
