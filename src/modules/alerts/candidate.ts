/** Something that a rule would tell of. */
export interface Candidate {
  /** Found again, it has the same. */
  key: string;
  postId: number | null;
  title: string;
  sentence: string;
  quote: string | null;
  href: string;
  at: Date;
}
