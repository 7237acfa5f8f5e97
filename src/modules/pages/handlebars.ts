import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { Inject, Injectable } from '@nestjs/common';
import Handlebars, { type HelperDeclareSpec } from 'handlebars';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Assets } from './assets.js';
import { SecretKey } from '../config/secret-key.js';
import { helpers } from './helpers.js';
import { ImageLinks } from './image-links.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const TEMPLATES = join(ROOT, 'templates');
export const PUBLIC = join(ROOT, 'public');

/** A template that cannot be used, with its file's name: it stops the start instead of a reader's page. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Every page of the site. */
@Injectable()
export class Pages {
  readonly assets = new Assets(PUBLIC);
  readonly images: ImageLinks;
  private pages: Map<string, Template> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    secret: SecretKey,
  ) {
    this.images = new ImageLinks(config.images, secret);
  }

  /** Reads all of them: when a server starts, and else with the first that is asked for, since most commands show none. Throws `TemplateError`. */
  load(): Map<string, Template> {
    this.pages ??= loadTemplates(TEMPLATES, helpers(this.config, this.assets, this.images));
    return this.pages;
  }

  /** A whole page as text. */
  render(page: string, view: object): string {
    const template = this.load().get(page);
    if (!template) throw new TemplateError(`There is no templates/pages/${page}.hbs`);
    return template(view);
  }

  /** The same for Express: `response.render('thread', view)` and Nest's `@Render('thread')`. */
  readonly engine = (path: string, view: object, done: (error: unknown, text?: string) => void): void => {
    try {
      done(null, this.render(basename(path, '.hbs'), view));
    } catch (error) {
      done(error);
    }
  };
}

type Template = HandlebarsTemplateDelegate<object>;

/**
 * Reads the templates of a folder: pages/ are whole pages, which name their layout (`{{#> layouts/page}}`) and their partials
 * (`{{> mark}}`). Throws `TemplateError` for one that cannot be read. In `strict` mode a page throws where a value is missing.
 */
export function loadTemplates(folder: string, helpers: HelperDeclareSpec): Map<string, Template> {
  const engine = Handlebars.create();
  engine.registerHelper(helpers);
  for (const [file, name] of templatesIn(folder, 'layouts')) engine.registerPartial(`layouts/${name}`, templateOf(engine, folder, file));
  for (const [file, name] of templatesIn(folder, 'partials')) engine.registerPartial(name, templateOf(engine, folder, file));
  return new Map(templatesIn(folder, 'pages').map(([file, name]) => [name, templateOf(engine, folder, file)]));
}

const OPTIONS = { strict: true, preventIndent: true };
/** What comes of a template depends on its text alone: it is compiled once in a process, however many programs that holds. */
const compiled = new Map<string, TemplateSpecification>();
/** Texts that were read without a mistake. */
const sound = new Set<string>();

/** Reads it at once, so that a mistake does not wait for the first render; compiles it for that, since a command renders few or none. */
function templateOf(engine: typeof Handlebars, folder: string, file: string): Template {
  const text = readFileSync(join(folder, file), 'utf8');
  try {
    if (!sound.has(text)) engine.parse(text);
    sound.add(text);
  } catch (error) {
    throw new TemplateError(`templates/${file}: ${(error as Error).message}`, { cause: error });
  }
  let template: Template | null = null;
  return (view, options) => (template ??= engine.template<object>(specificationOf(engine, text)))(view, options);
}

function specificationOf(engine: typeof Handlebars, text: string): TemplateSpecification {
  // It gives the source of an object, whatever its types say.
  const source = () => engine.precompile(text, OPTIONS) as unknown as string;
  const known = compiled.get(text) ?? (runInThisContext(`(${source()})`) as TemplateSpecification);
  compiled.set(text, known);
  return known;
}

function templatesIn(folder: string, kind: string): [file: string, name: string][] {
  return readdirSync(join(folder, kind))
    .filter((file) => file.endsWith('.hbs'))
    .sort()
    .map((file) => [`${kind}/${file}`, basename(file, '.hbs')]);
}
