/** The rules of the house, checked on every run. Each failure names the file, the line and the remedy. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';

/** The one order of the modules: a file may import from its own folder or from a folder listed before it. */
const ORDER =
  'feeds config clock metrics database queue fetch pages images api accounts sources affiliations posts duplicates webmentions mentions polling feed-admin health samples engagement spikes entities search watches coding exports digests websub mail alerts readers mcp retention clock-jump copying probes doctor app'.split(
    ' ',
  );
const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 300;

/** What the pure library may import besides itself. */
const PURE_IMPORTS = [
  'node:buffer',
  'node:crypto',
  'chardet',
  'domhandler',
  'domutils',
  'css-select',
  'diff',
  'entities',
  'feedsmith',
  'htmlparser2',
  'iconv-lite',
  'luxon',
  'markdown-it',
  'rss-parser',
  'sanitize-html',
  'tldts',
];

interface Ban {
  pattern: RegExp;
  remedy: string;
  except?: RegExp;
}

const BANNED: Ban[] = [
  { pattern: /forwardRef\(/, remedy: 'invert the dependency, or hand over through the queue' },
  {
    pattern: /new Date\(\)|Date\.now\(|DateTime\.(now|local|utc)\(\)/,
    remedy: 'take `now` as an argument, or inject Clock',
    except: /clock\/clock\.ts$/,
  },
  { pattern: /process\.env/, remedy: 'inject Config', except: /config\/config\.module\.ts$/ },
  { pattern: /console\./, remedy: 'use the Nest Logger, or write to process.stdout in a command' },
  { pattern: /\.transaction\(/, remedy: 'use Database.write', except: /database\/database\.ts$/ },
  { pattern: /eslint-disable|@ts-ignore|@ts-expect-error/, remedy: 'fix the cause' },
  { pattern: /export default/, remedy: 'name the export' },
];

interface Source {
  path: string;
  folder: string;
  lines: string[];
  imports: string[];
  packages: string[];
  functions: { line: number; lines: number }[];
}

const root = join(import.meta.dirname, '../src');
const sources = list(root).map(read);

test('there is something to check', () => {
  expect(sources.length).toBeGreaterThan(30);
});

test('every import points to an earlier module', () => {
  const wrong = sources.flatMap((source) =>
    source.imports.filter((target) => rank(target) > rank(source.path)).map((target) => `${source.path} -> ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('feeds is a pure library: only itself and its declared parsers', () => {
  const wrong = sources
    .filter((source) => source.folder === 'feeds')
    .flatMap((source) =>
      source.packages
        .filter((name) => !PURE_IMPORTS.some((pure) => name === pure || name.startsWith(`${pure}/`)))
        .map((name) => `${source.path} imports ${name}`),
    );
  expect(wrong).toEqual([]);
});

test('no two files import each other, however far round', () => {
  const graph = new Map(sources.map((source) => [source.path, source.imports]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') return void cycles.push([...trail.slice(trail.indexOf(path)), path].join(' > '));
    state.set(path, 'open');
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  expect(cycles).toEqual([]);
});

test('no barrels, no banned words, nothing too long', () => {
  const wrong = sources.flatMap((source) => [
    ...(/(^|\/)index\.ts$/.test(source.path) ? [`${source.path}: barrel; import the file itself`] : []),
    ...(source.lines.length > FILE_LINES_MAX ? [`${source.path}: ${source.lines.length} lines, over ${FILE_LINES_MAX}`] : []),
    ...source.functions.filter((f) => f.lines > FUNCTION_LINES_MAX).map((f) => `${source.path}:${f.line}: function of ${f.lines} lines`),
    ...BANNED.flatMap(({ pattern, remedy, except }) =>
      source.lines.flatMap((line, index) =>
        pattern.test(line) && !except?.test(source.path) ? [`${source.path}:${index + 1}: ${remedy}`] : [],
      ),
    ),
  ]);
  expect(wrong).toEqual([]);
});

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? list(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [],
  );
}

function read(file: string): Source {
  const path = relative(root, file);
  const text = readFileSync(file, 'utf8');
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const source: Source = { path, folder: folderOf(path), lines: text.trimEnd().split('\n'), imports: [], packages: [], functions: [] };
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const name = (node.moduleSpecifier as ts.StringLiteral).text;
      if (name.startsWith('.')) source.imports.push(normalize(join(dirname(path), name)).replace(/\.js$/, '.ts'));
      else source.packages.push(name);
    }
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line;
      source.functions.push({ line: line + 1, lines: tree.getLineAndCharacterOfPosition(node.end).line - line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return source;
}

function folderOf(path: string): string {
  if (path.startsWith('feeds/')) return 'feeds';
  return path.startsWith('modules/') ? (path.split('/')[1] ?? 'app') : 'app';
}

function rank(path: string): number {
  const index = ORDER.indexOf(folderOf(path));
  if (index < 0) throw new Error(`${path}: give its folder a place in ORDER`);
  return index;
}
