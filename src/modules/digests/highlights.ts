/** What choosing needs to know of a comment. */
export interface Candidate {
  id: number;
  parentId: number | null;
  at: number;
  position: number;
  /** Who says it; null for nobody known. */
  person: string | null;
  /** In whose voice: an affiliation, null for readers. */
  voice: string | null;
}

/** Nobody is shown more often, however much he says. */
const OF_ONE_MAX = 2;

/**
 * The comments of a conversation to show beside its post: at most `count`, in the order in which they were written.
 *
 * First the comment that most other people answered, with an answer (one in which a source itself speaks, where there is one), because that is what
 * shows a conversation rather than a queue. Then more than one side: people not yet heard, before voices not yet heard, before branches of the thread
 * not yet shown; of those that are equal in this, what more people answered, and then the earliest.
 */
export function highlightsOf<Comment extends Candidate>(comments: readonly Comment[], count: number): Comment[] {
  const inOrder = [...comments].sort((a, b) => a.at - b.at || a.position - b.position || a.id - b.id);
  const answers = answersTo(inOrder);
  const branches = branchesOf(inOrder);
  const peopleAnswering = (comment: Comment) => new Set(answers.get(comment.id)?.map(({ person }) => person)).size;
  const chosen: Comment[] = [];
  const isShown = (same: (shown: Comment) => boolean) => (chosen.some(same) ? 0 : 1);
  const open = () =>
    inOrder.filter((comment) => !chosen.includes(comment) && chosen.filter(({ person }) => person === comment.person).length < OF_ONE_MAX);

  const answered = best(inOrder, (comment) => [peopleAnswering(comment)]);
  if (count >= 1 && answered && peopleAnswering(answered) > 0) {
    chosen.push(answered);
    const answer = best(answers.get(answered.id) ?? [], (comment) => [comment.voice === null ? 0 : 1, peopleAnswering(comment)]);
    if (count >= 2 && answer) chosen.push(answer);
  }
  while (chosen.length < count) {
    const next = best(open(), (comment) => [
      isShown(({ person }) => person === comment.person),
      isShown(({ voice }) => voice === comment.voice),
      isShown(({ id }) => branches.get(id) === branches.get(comment.id)),
      peopleAnswering(comment),
    ]);
    if (!next) break;
    chosen.push(next);
  }
  return inOrder.filter((comment) => chosen.includes(comment));
}

/** The first of those that are highest in the first merit in which they differ. */
function best<Comment>(comments: readonly Comment[], meritsOf: (comment: Comment) => number[]): Comment | undefined {
  let found: { comment: Comment; merits: number[] } | undefined;
  for (const comment of comments) {
    const merits = meritsOf(comment);
    const place = found === undefined ? 0 : merits.findIndex((merit, index) => merit !== found?.merits[index]);
    if (found === undefined || (place >= 0 && merits[place]! > found.merits[place]!)) found = { comment, merits };
  }
  return found?.comment;
}

/** What somebody else says to each comment; to answer oneself is no conversation. */
function answersTo<Comment extends Candidate>(comments: readonly Comment[]): Map<number, Comment[]> {
  const byId = new Map(comments.map((comment) => [comment.id, comment]));
  const answers = new Map<number, Comment[]>();
  for (const comment of comments) {
    const parent = comment.parentId === null ? undefined : byId.get(comment.parentId);
    if (parent === undefined || parent.person === comment.person) continue;
    answers.set(parent.id, [...(answers.get(parent.id) ?? []), comment]);
  }
  return answers;
}

/** For each comment the one, of those that are known, with which its branch of the thread begins. */
function branchesOf(comments: readonly Candidate[]): Map<number, number> {
  const parents = new Map(comments.map(({ id, parentId }) => [id, parentId]));
  const branches = new Map<number, number>();
  for (const { id } of comments) {
    const path = new Set<number>();
    let at = id;
    for (let next: number | null | undefined = id; next !== null && next !== undefined && parents.has(next) && !path.has(next);) {
      path.add(next);
      at = branches.get(next) ?? next;
      next = branches.has(next) ? null : parents.get(next);
    }
    for (const each of path) branches.set(each, at);
  }
  return branches;
}
