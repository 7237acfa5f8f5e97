import type { BadRow } from '../mentions/read-rows.js';
import { countOf } from '../pages/words.js';
import type { CodeAgreement, PairAgreement } from './agreement.js';
import type { CodeEntity } from './code.entity.js';
import type { CodeReport, Retired } from './codebook.service.js';
import type { CoderRow, GivenRow } from './judgements.query.js';
import type { JudgementReport } from './judgements.service.js';
import type { Agreement } from './kappa.js';

/** What became of one row. */
export type Imported = CodeReport | JudgementReport;

/** What the rows of a file came to. */
export interface ImportReport<Report> {
  file: string;
  isStored: boolean;
  reports: Report[];
  badRows: BadRow[];
}

export function codeText({ label, slug, result, problem }: CodeReport): string {
  return problem === null ? `${label} (${slug}): ${result}.\n` : `${label} was not stored: ${problem}\n`;
}

/** What came of taking a code out of the book. */
export function retiredText(slug: string, retired: Exclude<Retired, 'missing'>): string {
  const said = {
    retired: 'is retired: it is no longer given, and stays where it was.',
    removed: 'is gone: nobody had ever given it.',
    'retired-before': 'was retired before.',
  }[retired];
  return `The code ${slug} ${said}`;
}

export function codebookText(codes: readonly CodeEntity[], given: readonly GivenRow[]): string {
  if (codes.length === 0)
    return 'The codebook is empty. Add a code with: hustings codebook add LABEL --definition TEXT, or a file with: hustings codebook import FILE\n';
  const lines = codes.map((code) => {
    const state = code.retiredAt ? ' (retired)' : '';
    return `${code.slug}  ${code.label}${state}: ${countOf(postsWith(code, given), 'post', 'posts')}\n${code.definition ? `    ${code.definition}\n` : ''}`;
  });
  return `${lines.join('')}\n${countOf(codes.length, 'code', 'codes')}.\n`;
}

/** A code for `codebook list --json`. Scripts hold on to these names. */
export function codeOutput(code: CodeEntity, given: readonly GivenRow[]) {
  const { slug, label, definition, example, createdAt, retiredAt } = code;
  const byVoice = given.filter(({ codeId }) => codeId === code.id).map(({ voice, posts }) => ({ voice, posts }));
  return { slug, label, definition, example, createdAt, retiredAt, posts: postsWith(code, given), byVoice };
}

export function importText({ file, isStored, reports, badRows }: ImportReport<Imported>): { out: string; err: string } {
  const refused = reports.filter(({ result }) => result === 'refused');
  const err = [
    ...badRows.map(({ row, problems }) => `${file}, row ${row}: ${problems.join(' ')}\n`),
    ...refused.map((report) =>
      'problems' in report
        ? `Post ${report.postId}, ${report.coder}: ${report.problems.join(' ')}\n`
        : `${report.label}: ${report.problem}\n`,
    ),
  ];
  return { out: `${importSummary({ isStored, reports, badRows })}\n`, err: err.join('') };
}

/** How many rows came to what. */
export function importSummary({ isStored, reports, badRows }: Omit<ImportReport<Imported>, 'file'>): string {
  const of = (wanted: Imported['result']) => reports.filter(({ result }) => result === wanted).length;
  const counts = (['added', 'changed', 'unchanged'] as const).map((result) => `${of(result)} ${result}`);
  return `${isStored ? 'Stored' : 'Nothing was stored'}: ${counts.join(', ')}, ${badRows.length + of('refused')} refused.`;
}

/** How two coders agree, for people: a line a code. */
export function agreementText([first, second]: readonly CoderRow[], { judged, same, sameInterval, codes }: PairAgreement): string {
  const share = sameInterval && `, ${percent(same.length / judged.length)} (${percent(sameInterval.low)} to ${percent(sameInterval.high)})`;
  const width = Math.max(0, ...codes.map(({ slug }) => slug.length));
  return [
    `${first?.name ?? ''} and ${second?.name ?? ''} both judged ${countOf(judged.length, 'post', 'posts')}; exactly the same codes on ${same.length}${share ?? ''}.`,
    ...codes.map((code) => `  ${code.slug.padEnd(width)}  ${figures(code)}`),
    '',
  ].join('\n');
}

/** For scripts: the figures as they are, and the posts of each cell. */
export function agreementOutput([first, second]: readonly CoderRow[], { judged, same, sameInterval, codes }: PairAgreement) {
  return { coders: [first?.name, second?.name], posts: judged.length, same: same.length, sameInterval, codes };
}

function figures(code: CodeAgreement): string {
  const { posts, given, observed, lacking } = code;
  const said = [
    code.kappa === null ? 'insufficient data' : `kappa ${kappaText(code)}`,
    ...(observed === null ? [] : [`agreed on ${percent(observed)} of ${countOf(posts, 'post', 'posts')}`]),
    ...(observed === null ? [] : [`given to ${percent(given[0] / posts)} and ${percent(given[1] / posts)}`]),
  ];
  return `${said.join(', ')}.${lacking === null ? '' : ` ${lacking}`}`;
}

/** `0.40 (0.12 to 0.62)`. */
export function kappaText({ kappa, interval }: Pick<Agreement, 'kappa' | 'interval'>): string {
  if (kappa === null) return '';
  return interval === null ? fixed(kappa) : `${fixed(kappa)} (${fixed(interval.low)} to ${fixed(interval.high)})`;
}

/** Two digits, with the minus that is printed, and none before a nought. */
export function fixed(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  return value < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function postsWith({ id }: CodeEntity, given: readonly GivenRow[]): number {
  return given.filter(({ codeId }) => codeId === id).reduce((sum, { posts }) => sum + posts, 0);
}
