export interface FeedLink {
  href: string;
  type: string;
  title: string;
}

/** What the layout needs of every page. */
export interface PageFrame {
  /** For the browser's title bar and for search engines; the layout adds the publication's name. */
  title: string;
  description: string;
  /** The one address of this page, from the root; null where it has none (errors). */
  path: string | null;
  /** Feeds of the same content, for readers that look for them. */
  feeds: FeedLink[];
  /** Written to a file, not served: the style sheet goes inside. */
  standalone: boolean;
}

/** What is offered while Hustings is new here: see `partials/first-run.hbs`. Null on pages that offer nothing. */
export interface FirstRun {
  /** This page shows posts of the first-run sample. */
  hasSample: boolean;
  /** Nobody has added a feed yet. */
  offersStarter: boolean;
}

/** The frame of a page that is for one reader, and that no search engine is to name. */
export function privatePage(title: string, description: string): PageFrame {
  return { title, description, path: null, feeds: [], standalone: false };
}
