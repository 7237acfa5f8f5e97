/**
 * How well threads are rebuilt: whom each comment answers, where that is known (explicit ids, markup), and where it is hidden and has to be inferred.
 *
 *   npm run bench:threads -- [FIXTURES] [--labelled FILE.jsonl]… [--errors EVIDENCE]
 *
 * FIXTURES (or THREADS_ROOT) is a folder of real documents. A FILE has one thread a line: `{ site, id, levels?, post: { authorName, text },
 * comments: [{ id, authorName, text, html?, publishedAt, parentId }] }`; with `levels: 2` a site keeps replies under the head of their branch alone,
 * and an inference within that branch counts as right. Nothing here is fitted: the confidences stand in src/feeds/infer.ts.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { labelledThreads } from './labelled.mjs';
import { knownParents } from './known-parents.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { labelled: { type: 'string', multiple: true, default: [] }, errors: { type: 'string' } },
});
const here = dirname(fileURLToPath(import.meta.url));
const fixtures = positionals[0] ?? process.env.THREADS_ROOT ?? join(here, '../../shared/fixtures');
const dist = join(here, '../dist/feeds');
const load = (name) => import(join(dist, `${name}.js`));
const feeds = { ...(await load('html')), ...(await load('saved-page')), ...(await load('read-feed')), ...(await load('urls')) };
const { inferReplies, SHOWN_CONFIDENCE } = await load('infer');

const platformFiles = existsSync(join(dist, 'platforms'))
  ? readdirSync(join(dist, 'platforms')).filter((name) => name.endsWith('.js'))
  : [];
const platforms = (await Promise.all(platformFiles.map((name) => import(join(dist, 'platforms', name))))).flatMap((module) =>
  Object.values(module),
);

const threads = await labelledThreads(fixtures, values.labelled, feeds);
if (threads.length === 0) {
  console.log(`No labelled threads at ${fixtures}: name a folder of fixtures, or set THREADS_ROOT. Skipped.`);
  process.exit(0);
}

/** Rules that need no thought, and ours. Each gives for a thread a map from comment to parent; what is not in it answers the post. */
const RULES = {
  'all to the post': () => new Map(),
  'all to the previous comment': ({ comments }) => new Map(comments.slice(1).map(({ id }, index) => [id, comments[index].id])),
  'addressee at the start only': (thread) => pick(thread, ({ evidence }) => evidence === 'addressee' || evidence === 'at-name'),
  'all that is inferred': (thread) => pick(thread, () => true),
  'inferred and shown': (thread) => pick(thread, ({ confidence }) => confidence >= SHOWN_CONFIDENCE),
};

const inferred = new Map(threads.map((thread) => [thread, inferReplies(thread.comments.map(withoutParent), thread.post)]));

function withoutParent(comment) {
  const candidate = { ...comment };
  delete candidate.parentId;
  return candidate;
}

function pick(thread, wanted) {
  return new Map(
    inferred
      .get(thread)
      .filter(wanted)
      .map(({ id, parentId }) => [id, parentId]),
  );
}

/** Whether a parent is right for a comment. */
function isRight(thread, comment, parentId) {
  if (comment.parentId === parentId) return true;
  if (thread.levels !== 2 || comment.parentId === null || parentId === null) return false;
  const parents = (thread.parents ??= new Map(thread.comments.map((one) => [one.id, one.parentId])));
  let head = parentId;
  for (let steps = 0; parents.get(head) && steps < 1000; steps++) head = parents.get(head);
  return head === comment.parentId;
}

function score(list, rule) {
  const total = { comments: 0, right: 0, nested: 0, nestedRight: 0, edges: 0, edgesRight: 0, whole: 0 };
  let macro = 0;
  for (const thread of list) {
    const guesses = rule(thread);
    const scored = thread.comments.filter(({ parentId }) => parentId !== undefined);
    let right = 0;
    for (const comment of scored) {
      const guess = guesses.get(comment.id) ?? null;
      const ok = isRight(thread, comment, guess);
      right += ok;
      total.nested += comment.parentId !== null;
      total.nestedRight += ok && comment.parentId !== null;
      total.edges += guess !== null;
      total.edgesRight += ok && guess !== null;
    }
    total.comments += scored.length;
    total.right += right;
    total.whole += right === scored.length;
    macro += scored.length > 0 ? right / scored.length : 1;
  }
  return {
    threads: list.length,
    comments: total.comments,
    nested: total.nested,
    accuracy: share(total.right, total.comments),
    macro: share(macro, list.length),
    'nested only': share(total.nestedRight, total.nested),
    edges: total.edges,
    precision: share(total.edgesRight, total.edges),
    recall: share(total.edgesRight, total.nested),
    'whole threads': share(total.whole, list.length),
  };
}

function share(part, whole) {
  return whole > 0 ? (part / whole).toFixed(3) : '–';
}

function table(rows) {
  const names = Object.keys(rows[0] ?? {});
  console.log(`\n| ${names.join(' | ')} |\n|${'---|'.repeat(names.length)}`);
  for (const row of rows) console.log(`| ${names.map((name) => row[name] ?? '').join(' | ')} |`);
}

const sites = [...new Set(threads.map(({ site }) => site))];
const of = (site) => threads.filter((thread) => thread.site === site);

console.log('\n## Parents that are given: read by the readers, against the same labels');
table(await knownParents(fixtures, threads, platforms, feeds));

console.log(`\n## Parents hidden, and inferred (shown from ${SHOWN_CONFIDENCE} on)`);
table(Object.entries(RULES).map(([name, rule]) => ({ rule: name, ...score(threads, rule) })));
table(
  sites.flatMap((site) =>
    Object.entries(RULES)
      .slice(site.startsWith('wordpress') ? 0 : 4)
      .map(([name, rule]) => ({ site, rule: name, ...score(of(site), rule) })),
  ),
);

/** One row for each inference that can be judged. */
const judged = threads.flatMap((thread) => {
  const comments = new Map(thread.comments.map((comment) => [comment.id, comment]));
  return inferred.get(thread).flatMap(({ id, parentId, evidence, confidence, words }) => {
    const comment = comments.get(id);
    if (comment.parentId === undefined) return [];
    return [
      {
        site: thread.site,
        evidence,
        confidence,
        right: isRight(thread, comment, parentId),
        comment,
        words,
        parent: comments.get(parentId),
      },
    ];
  });
});

console.log('\n## By evidence, and whether confidence means what it says');
console.log('"Without the largest" leaves out the site with most cases; "over sites" is the mean of the sites’ shares.');
const kinds = [...new Set(judged.map(({ evidence, confidence }) => `${evidence} ${confidence}`))].sort();
table(
  kinds.map((kind) => {
    const cases = judged.filter(({ evidence, confidence }) => `${evidence} ${confidence}` === kind);
    const bySite = sites.map((site) => cases.filter((one) => one.site === site)).filter((list) => list.length > 0);
    const largest = bySite.reduce((a, b) => (b.length > a.length ? b : a), []);
    const rest = cases.filter((one) => one.site !== largest[0]?.site);
    const rights = (list) => list.filter(({ right }) => right).length;
    return {
      'evidence and confidence': kind,
      cases: cases.length,
      right: share(rights(cases), cases.length),
      'over sites': share(
        bySite.reduce((sum, list) => sum + rights(list) / list.length, 0),
        bySite.length,
      ),
      'without the largest': `${share(rights(rest), rest.length)} of ${rest.length}`,
      to_the_post: cases.filter(({ right, comment }) => !right && comment.parentId === null).length,
    };
  }),
);

console.log('\n## Held out: for each site, the kinds of evidence that reach 0.9 on all OTHER sites, scored on that site alone');
table(
  sites.flatMap((site) => {
    const kindOf = ({ evidence, confidence }) => `${evidence} ${confidence}`;
    const others = judged.filter((one) => one.site !== site);
    const good = kinds.filter((kind) => {
      const cases = others.filter((one) => kindOf(one) === kind);
      return cases.length >= 5 && cases.filter(({ right }) => right).length / cases.length >= 0.9;
    });
    const own = judged.filter((one) => one.site === site);
    const shown = own.filter(({ confidence }) => confidence >= SHOWN_CONFIDENCE);
    const refitted = own.filter((one) => good.includes(kindOf(one)));
    const nested = of(site)
      .flatMap(({ comments }) => comments)
      .filter(({ parentId }) => parentId).length;
    const row = (list) => `${share(list.filter(({ right }) => right).length, list.length)} of ${list.length}`;
    const recall = (list) => share(list.filter(({ right }) => right).length, nested);
    return own.length === 0
      ? []
      : [
          {
            site,
            nested,
            'precision, chosen by the others': row(refitted),
            recall: recall(refitted),
            'precision, as shown': row(shown),
            'recall, as shown': recall(shown),
          },
        ];
  }),
);

for (const { site, comment, parent, words, right } of values.errors ? judged.filter(({ evidence }) => evidence === values.errors) : []) {
  if (!right)
    console.log(
      `\n${site} ${comment.id} by ${comment.authorName} [${words}] ${comment.text.slice(0, 200)}\n  -> ${parent.authorName}: ${parent.text.slice(0, 120)}`,
    );
}

console.log('\n## Time');
const [many] = [5000].map((count) =>
  Array.from({ length: count }, (_, index) => ({
    ...threads[index % threads.length].comments[0],
    id: String(index),
    authorName: `Speaker ${index % 700}`,
  })),
);
for (const list of [many, Array.from({ length: 10 }, (_, copy) => many.map((one) => ({ ...one, id: `${copy}-${one.id}` }))).flat()]) {
  const from = performance.now();
  inferReplies(list.map(withoutParent), { authorName: 'Speaker 1', text: '' });
  console.log(`${list.length} comments: ${((performance.now() - from) / 1000).toFixed(2)} s`);
}
