import type { Wrong } from '../mentions/draft.js';
import { looked, rematched } from '../mentions/entities.text.js';
import type { EntityRow } from '../mentions/entities.query.js';
import type { Report } from '../mentions/entities.service.js';
import type { Example } from '../mentions/preview.js';
import { ROLES } from '../mentions/watched.js';
import type { FieldView } from '../pages/field.view.js';
import { type PageFrame, privatePage } from '../pages/page.view.js';
import { countOf } from '../pages/words.js';
import { entityFields, type EntityTyped } from './entity-fields.js';

export interface EntityFormView {
  page: PageFrame;
  firstRun: null;
  title: string;
  action: string;
  /** Null while it is not stored. */
  facts: { href: string; posts: string; roles: string; progress: string | null } | null;
  said: string | null;
  /** The fields as they were before, for one button. */
  undo: { name: string; value: string }[] | null;
  trouble: string | null;
  /** The entity that has the name already. */
  there: string | null;
  fields: FieldView[];
  isBroad: boolean;
  preview: PreviewView | null;
}

interface PreviewView {
  message: string;
  sorts: { id: string; heading: string; examples: { href: string; title: string; before: string; found: string; after: string }[] }[];
}

/** What came of a form, or nothing yet. */
export interface FormState {
  typed: EntityTyped;
  wrong?: readonly Wrong[];
  report?: Report;
  said?: string;
  before?: EntityTyped;
}

const SORTS: Record<Example['is'], string> = {
  new: 'It would be found here, where it is not now',
  lost: 'It would no longer be found here',
  still: 'It would be found here, as now',
};

export function entityFormView(row: EntityRow | null, { typed, wrong = [], report, said, before }: FormState): EntityFormView {
  const title = row === null ? 'Add an entity' : row.entity.name;
  const isBroad = report?.result === 'too-broad';
  return {
    page: privatePage(title, 'What somebody is found by in posts.'),
    firstRun: null,
    title,
    action: row === null ? '/admin/entities/add' : `/admin/entities/${row.entity.slug}`,
    facts: row && factsOf(row),
    said: said ?? null,
    undo: before ? Object.entries({ ...before, force: 'yes' }).map(([name, value]) => ({ name, value })) : null,
    trouble: isBroad
      ? `${report.message} Tick the box at the end of the form to store it all the same.`
      : wrong.length > 0
        ? 'Nothing was stored: see beside the fields.'
        : null,
    there: report?.result === 'taken' ? `/admin/entities/${report.slug}` : null,
    fields: entityFields(typed, wrong),
    isBroad,
    preview:
      report && (isBroad || said === undefined) && report.result !== 'refused' && report.result !== 'taken' ? previewOf(report) : null,
  };
}

function factsOf({ entity, posts, roles }: EntityRow): NonNullable<EntityFormView['facts']> {
  const share = rematched(entity);
  return {
    href: `/entities/${entity.slug}`,
    posts: countOf(posts, 'post mentions it', 'posts mention it'),
    roles: ROLES.map((role) => `${roles[role]} ${role}`).join(', '),
    progress: share === 1 ? null : `${Math.floor(share * 100)} % of the posts have been looked through since it was changed.`,
  };
}

function previewOf(report: Report): PreviewView {
  const sorts = (Object.keys(SORTS) as Example['is'][]).map((is) => ({
    id: `sort-${is}`,
    heading: SORTS[is],
    examples: report.examples
      .filter((example) => example.is === is)
      .map(({ postId, title, before, found, after }) => ({
        href: `/threads/${postId}`,
        title: title ?? 'A comment',
        before,
        found,
        after,
      })),
  }));
  // Why it is refused stands above already.
  const message = report.result === 'too-broad' ? looked([report]).trim() : `${report.message}${looked([report])}`;
  return { message, sorts: sorts.filter(({ examples }) => examples.length > 0) };
}
