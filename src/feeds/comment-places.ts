/** Where the comments of a page stand, and which of them stands under which. */
import type { PageElement } from './page-elements.js';

/** What an element says of the comment that begins with it. */
export interface Mark {
  /** The comment's number or id on its platform; null for a link from another site (pingback, trackback) that has none. */
  number: string | null;
  /** Levels below the post, from 1, where the markup says so. */
  depth?: number;
  /** The number of the comment that it answers, where the markup names it; null where it says that it answers the post. */
  parent?: string | null;
  isPing?: boolean;
}

/** One comment of a page. */
export interface CommentPlace {
  number: string | null;
  depth: number;
  /** Whether an element says the depth; where one does, wrappers around it are not counted, for they may never close. */
  isDepthSaid: boolean;
  /** The place of the comment that it answers; undefined for the post. */
  parent: CommentPlace | undefined;
  /** The number that the markup names as its parent; undefined where it names none. */
  named: string | null | undefined;
  isPing: boolean;
  /** The innermost of the elements that bear its number. */
  inner: PageElement;
  /** Its elements: from its own to the next comment's. */
  elements: PageElement[];
  start: number;
  /** Where the next comment begins in the source, or the list of comments ends. */
  end: number;
}

/** How the pages of a platform mark their comments. */
export interface PlaceHabits {
  /** What begins with an element; null for an element that begins nothing. */
  mark: (element: PageElement) => Mark | null;
  /** An element around comments that stand one level deeper (Drupal's `indented`). */
  isIndent?: (element: PageElement) => boolean;
}

/**
 * The comments of a page in its order.
 *
 * In: the page's elements and the platform's habits. Out: a place for each comment. One reaches to the next, whatever is open in between, and no
 * further than the list that holds it. Its parent is the one that the markup names; else the last comment one level up, which holds where nesting is
 * broken; a level without a comment above it hangs on the post. Several elements that bear one number are one comment. Linear; never throws.
 */
export function commentPlaces(elements: readonly PageElement[], length: number, habits: PlaceHabits): CommentPlace[] {
  const places: CommentPlace[] = [];
  const byNumber = new Map<string, CommentPlace>();
  const levels = habits.isIndent ? levelsOf(elements, habits.isIndent) : null;
  for (const element of elements) {
    const mark = habits.mark(element);
    const known = mark?.number ? byNumber.get(mark.number) : undefined;
    let place = places.at(-1);
    if (mark && !known && !isWithinPing(mark, element, place)) {
      if (place) place.end = Math.min(place.end, element.start);
      place = newPlace(element, mark, length);
      places.push(place);
      if (mark.number !== null) byNumber.set(mark.number, place);
    } else place?.elements.push(element);
    if (mark && place?.number === mark.number) {
      deepen(place, mark, (levels?.get(element) ?? 0) + 1);
      place.named ??= mark.parent;
      place.isPing ||= mark.isPing ?? false;
      if (mark.number !== null) place.inner = element;
    }
  }
  closeLast(places);
  hang(places, byNumber);
  return places;
}

/** Nothing ends the last comment but the list that it stands in: the first element around it that holds the one before it too. */
function closeLast(places: readonly CommentPlace[]): void {
  const [before, last] = [places.at(-2), places.at(-1)];
  if (!last) return;
  let list = last.elements[0]?.parent ?? null;
  while (before && list && list.start > before.start) list = list.parent;
  if (!list) return;
  last.end = Math.max(list.end, last.elements[0]?.end ?? 0);
  last.elements = last.elements.filter(({ start }) => start < last.end);
}

/** A link from another site is often marked twice, by its item and by the article within. */
function isWithinPing(mark: Mark, element: PageElement, place: CommentPlace | undefined): boolean {
  return mark.number === null && place?.number === null && element.start < place.inner.end;
}

function deepen(place: CommentPlace, mark: Mark, level: number): void {
  if (place.isDepthSaid && mark.depth === undefined) return;
  place.isDepthSaid ||= mark.depth !== undefined;
  place.depth = Math.max(place.depth, mark.depth ?? level);
}

function newPlace(element: PageElement, mark: Mark, end: number): CommentPlace {
  return {
    number: mark.number,
    depth: 1,
    isDepthSaid: false,
    parent: undefined,
    named: undefined,
    isPing: false,
    inner: element,
    elements: [element],
    start: element.start,
    end,
  };
}

function hang(places: readonly CommentPlace[], byNumber: ReadonlyMap<string, CommentPlace>): void {
  const lastAt: CommentPlace[] = [];
  for (const place of places) {
    const { depth, named } = place;
    lastAt.length = Math.min(lastAt.length, depth);
    const above = depth > 1 ? lastAt[depth - 1] : undefined;
    const answered = named === undefined ? above : named === null ? undefined : byNumber.get(named);
    place.parent = answered === place ? undefined : answered;
    lastAt[depth] = place;
  }
}

/** For each element the number of wrappers around it; parents come before their children. */
function levelsOf(elements: readonly PageElement[], isIndent: (element: PageElement) => boolean): ReadonlyMap<PageElement, number> {
  const levels = new Map<PageElement, number>();
  for (const element of elements) {
    const outside = element.parent ? (levels.get(element.parent) ?? 0) : 0;
    levels.set(element, outside + (isIndent(element) ? 1 : 0));
  }
  return levels;
}
