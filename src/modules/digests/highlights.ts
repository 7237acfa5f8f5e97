/** What choosing needs to know of a comment. */
export interface Candidate {
  id: number;
  parentId: number | null;
  at: number;
  position: number;
  /** Who says it; null for nobody known. */
  person: string | null;
}

/**
 * The comments of a conversation to show beside its post: at most `count`, in the order in which they were written.
 *
 * First a comment that was answered by somebody else, with that answer, because that is what shows a conversation rather than a queue;
 * then people not yet heard, so that more than one side is shown; then the earliest of the rest.
 */
export function highlightsOf<Comment extends Candidate>(comments: readonly Comment[], count: number): Comment[] {
  const inOrder = [...comments].sort((a, b) => a.at - b.at || a.position - b.position || a.id - b.id);
  const byId = new Map(inOrder.map((comment) => [comment.id, comment]));
  const chosen = new Set<Comment>();
  const heard = new Set<string | null>();
  const choose = (comment: Comment) => {
    if (chosen.size >= count) return;
    chosen.add(comment);
    heard.add(comment.person);
  };
  const answer = inOrder.find((comment) => isAnswer(comment, parentOf(comment, byId)));
  const answered = answer && parentOf(answer, byId);
  if (count >= 2 && answer && answered) {
    choose(answered);
    choose(answer);
  }
  for (const comment of inOrder) if (!heard.has(comment.person)) choose(comment);
  for (const comment of inOrder) choose(comment);
  return inOrder.filter((comment) => chosen.has(comment));
}

function parentOf<Comment extends Candidate>(comment: Comment, byId: Map<number, Comment>): Comment | undefined {
  return comment.parentId === null ? undefined : byId.get(comment.parentId);
}

function isAnswer(comment: Candidate, parent: Candidate | undefined): boolean {
  return parent !== undefined && parent !== comment && parent.person !== comment.person;
}
