/** Threads whose parents are known, in one shape: `{ site, id, post: { authorName, text }, comments: [{ …Candidate, parentId }] }`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * All labelled threads below a folder of fixtures, and those of further files (one thread a line, in the shape above).
 *
 * In: the folder, the files, and the modules of dist/feeds. Out: the threads; comments stand in time order, `parentId` is null for the post. A parent that
 * is not among the thread's comments is unknown (`undefined`): such comments are shown to the inference and not scored.
 */
export async function labelledThreads(fixtures, files, feeds) {
  const threads = [
    ...wordpressPages(fixtures, feeds),
    ...(await wordpressFeeds(fixtures, feeds)),
    ...discourse(fixtures, feeds),
    ...reddit(fixtures),
    ...hackerNews(fixtures, feeds),
    ...remark(fixtures, feeds),
    ...files.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => fromLine(JSON.parse(line))),
    ),
  ];
  return threads.filter(({ comments }) => comments.length > 0);
}

function fromLine(thread) {
  return {
    ...thread,
    comments: thread.comments.map((comment, position) => ({ ...comment, position, publishedAt: new Date(comment.publishedAt) })),
  };
}

/** Sorts by time as published, keeps the order of the document among equals, and forgets parents that are not there. */
function thread(site, id, post, comments) {
  const sorted = comments
    .map((comment, position) => ({ ...comment, position }))
    .sort((a, b) => (a.publishedAt ?? 0) - (b.publishedAt ?? 0) || a.position - b.position);
  const ids = new Set(sorted.map((comment) => comment.id));
  return {
    site,
    id,
    post,
    comments: sorted.map((comment) => ({
      ...comment,
      parentId: comment.parentId === null || ids.has(comment.parentId) ? comment.parentId : undefined,
    })),
  };
}

const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
const list = (folder, end) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(end))
        .sort()
    : [];
const html = (feeds, value) => feeds.cleanHtml({ type: 'html', value: value ?? '', base: null });

/** Pages with the reply trees read from their `depth-N`, kept in labels/. */
function wordpressPages(fixtures, feeds) {
  const labels = join(fixtures, 'labels/wordpress-threads.json');
  if (!existsSync(labels)) return [];
  return Object.entries(json(labels).threads).flatMap(([path, edges]) => {
    const page = feeds.readSavedHtml(readFileSync(join(fixtures, path), 'utf8'), {
      timezone: 'Europe/London',
      url: `https://blog.example/${path}`,
    });
    if (!page) return [];
    const parents = new Map(edges.map(({ id, parent }) => [id, parent]));
    const comments = page.comments.map((comment) => ({
      ...candidate(comment),
      id: /comment-(\d+)/.exec(comment.urlKey ?? comment.guid)?.[1] ?? comment.guid,
    }));
    const site = `wordpress ${path.split('/')[1]}`;
    return [
      thread(
        site,
        path,
        { authorName: page.post.author?.name ?? null, text: page.post.text },
        comments.map((comment) => ({ ...comment, parentId: parents.get(comment.id) })),
      ),
    ];
  });
}

function candidate(post) {
  return { id: post.guid, authorName: post.author?.name ?? null, text: post.text, html: post.html, publishedAt: post.publishedAt };
}

/** Comment feeds in which WordPress says "In reply to": the sentence is taken out by the reader and serves as the label. */
async function wordpressFeeds(fixtures, feeds) {
  const root = join(fixtures, 'wordpress');
  const threads = [];
  for (const blog of existsSync(root) ? readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : []) {
    for (const name of list(join(root, blog.name), '.comments.rss')) {
      if (existsSync(join(root, blog.name, name.replace('.comments.rss', '.html'))) && blog.name === 'whizzy') continue;
      const bytes = readFileSync(join(root, blog.name, name));
      const reading = await feeds
        .readFeed(bytes, { url: `https://blog.example/${name}`, contentType: null, role: 'comments' })
        .catch(() => null);
      const posts = reading?.posts.filter((post) => post.kind === 'comment') ?? [];
      const number = (address) => /#comment-(\d+)/.exec(address ?? '')?.[1] ?? null;
      if (!posts.some((post) => number(post.inReplyTo?.url))) continue;
      const page = join(root, blog.name, name.replace('.comments.rss', '.html'));
      const post = existsSync(page)
        ? feeds.readSavedHtml(readFileSync(page, 'utf8'), { timezone: 'Europe/London', url: null })?.post
        : null;
      const comments = posts.map((comment) => ({
        ...candidate(comment),
        id: number(comment.url) ?? number(comment.guid) ?? comment.guid,
        parentId: number(comment.inReplyTo?.url),
      }));
      threads.push(
        thread(
          `wordpress ${blog.name}`,
          `${blog.name}/${name}`,
          { authorName: post?.author?.name ?? null, text: post?.text ?? '' },
          comments,
        ),
      );
    }
  }
  return threads;
}

function discourse(fixtures, feeds) {
  const topics = new Map();
  for (const name of list(join(fixtures, 'discourse'), '.json')) {
    const { post_stream: stream } = json(join(fixtures, 'discourse', name));
    for (const post of stream?.posts ?? []) {
      const topic = topics.get(post.topic_id) ?? { posts: new Map(), files: new Set() };
      topics.set(post.topic_id, topic);
      topic.posts.set(post.post_number, post);
      topic.files.add(join(fixtures, 'discourse', name));
    }
  }
  return [...topics].map(([topic, { posts, files }]) => {
    const first = posts.get(1);
    const comments = [...posts.values()]
      .filter((post) => post.post_number > 1 && !post.user_deleted)
      .map((post) => {
        const { text, html: safe } = html(feeds, post.cooked);
        const parent = post.reply_to_post_number;
        return {
          id: String(post.post_number),
          authorName: post.username,
          text,
          html: safe,
          publishedAt: new Date(post.created_at),
          parentId: parent && parent > 1 ? String(parent) : null,
        };
      });
    return {
      files: [...files],
      ...thread(
        'discourse',
        `discourse/${topic}`,
        { authorName: first?.username ?? null, text: first ? html(feeds, first.cooked).text : '' },
        comments,
      ),
    };
  });
}

function reddit(fixtures) {
  return list(join(fixtures, 'reddit'), '.json').flatMap((name) => {
    const listings = json(join(fixtures, 'reddit', name));
    if (!Array.isArray(listings) || listings[0]?.data?.children?.[0]?.kind !== 't3') return [];
    const post = listings[0].data.children[0].data;
    const comments = [];
    const walk = (children) => {
      for (const { kind, data } of children ?? []) {
        if (kind !== 't1') continue;
        comments.push({
          id: data.id,
          authorName: data.author,
          text: data.body ?? '',
          publishedAt: new Date(data.created_utc * 1000),
          parentId: data.parent_id?.startsWith('t1_') ? data.parent_id.slice(3) : null,
        });
        walk(data.replies?.data?.children);
      }
    };
    walk(listings[1]?.data?.children);
    return [thread('reddit', `reddit/${name}`, { authorName: post.author, text: post.selftext ?? '' }, comments)];
  });
}

function hackerNews(fixtures, feeds) {
  const files = [join(fixtures, 'hackernews/a2web-hn_item.json'), join(fixtures, '_constructed/hn-algolia-item.json')].filter((file) =>
    existsSync(file),
  );
  return files.map((file) => {
    const story = json(file);
    const comments = [];
    const walk = (children, parentId) => {
      for (const item of children ?? []) {
        const { text, html: safe } = html(feeds, item.text);
        comments.push({
          id: String(item.id),
          authorName: item.author,
          text,
          html: safe,
          publishedAt: new Date(item.created_at ?? item.id),
          parentId,
        });
        walk(item.children, String(item.id));
      }
    };
    walk(story.children, null);
    return thread('hacker news', relative(fixtures, file), { authorName: story.author, text: html(feeds, story.text).text }, comments);
  });
}

/** Remark42, a comment server of its own: the trees of its tests are real conversations. */
function remark(fixtures, feeds) {
  const file = join(fixtures, 'disqus/remark42-tree_bench.json');
  if (!existsSync(file)) return [];
  const comments = json(file).map((comment) => {
    const { text, html: safe } = html(feeds, comment.text);
    return {
      id: comment.id,
      authorName: comment.user?.name ?? null,
      text,
      html: safe,
      publishedAt: new Date(comment.time),
      parentId: comment.pid || null,
    };
  });
  return [thread('remark42', relative(fixtures, file), { authorName: null, text: '' }, comments)];
}
