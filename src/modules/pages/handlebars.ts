import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Assets } from './assets.js';
import { helpers } from './helpers.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const TEMPLATES = join(ROOT, 'templates');
export const PUBLIC = join(ROOT, 'public');

/** A template that cannot be used, with its file's name: it stops the start instead of a reader's page. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/**
 * The templates: templates/pages are whole pages, which name their layout (`{{#> layouts/page}}`) and their partials (`{{> mark}}`).
 * All are compiled when this is made. `strict` lets a page throw where a value is missing.
 */
@Injectable()
export class Pages {
  readonly assets: Assets;
  private readonly pages = new Map<string, HandlebarsTemplateDelegate>();

  constructor(@Inject(CONFIG) config: Config) {
    this.assets = new Assets(PUBLIC);
    const engine = Handlebars.create();
    engine.registerHelper(helpers(config, this.assets));
    for (const [file, name] of templatesIn('layouts')) engine.registerPartial(`layouts/${name}`, compile(engine, file));
    for (const [file, name] of templatesIn('partials')) engine.registerPartial(name, compile(engine, file));
    for (const [file, name] of templatesIn('pages')) this.pages.set(name, compile(engine, file));
  }

  /** A whole page as text. */
  render(page: string, view: object): string {
    const template = this.pages.get(page);
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

/** Compiles to a function now: Handlebars alone would wait for the first render, and a mistake with it. */
function compile(engine: typeof Handlebars, file: string): HandlebarsTemplateDelegate {
  const text = readFileSync(join(TEMPLATES, file), 'utf8');
  const options = { strict: true, preventIndent: true, knownHelpersOnly: false };
  try {
    engine.precompile(text, { ...options, srcName: file });
    return engine.compile(text, options);
  } catch (error) {
    throw new TemplateError(`templates/${file}: ${(error as Error).message}`, { cause: error });
  }
}

function templatesIn(folder: string): [file: string, name: string][] {
  return readdirSync(join(TEMPLATES, folder))
    .filter((file) => file.endsWith('.hbs'))
    .sort()
    .map((file) => [`${folder}/${file}`, basename(file, '.hbs')]);
}
