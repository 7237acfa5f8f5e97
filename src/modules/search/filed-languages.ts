import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { FACTS } from './filing.js';
import { SearchReader } from './search-reader.js';
import { Database } from '../database/database.js';
import { STEMMED_LANGUAGES } from './stems.js';

/** A language in which nobody wrote before may be asked for in its other forms after this. */
const KEPT_MS = 60_000;

/**
 * The languages in which there are posts, of those that are stemmed. A word is looked for in its forms in each of them, and most installations have
 * three: to ask for the others finds nothing, and makes PostgreSQL expect more of a query than there is.
 */
@Injectable()
export class FiledLanguages {
  private kept: { languages: string[]; untilAt: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly reader: SearchReader,
    private readonly clock: Clock,
  ) {}

  async all(): Promise<readonly string[]> {
    const now = this.clock.now().getTime();
    if (this.kept && now < this.kept.untilAt) return this.kept.languages;
    const { isPostgres } = this.database;
    const hasOne = isPostgres ? 'i.words @@ CAST(? AS tsquery)' : 'i.search_index MATCH ?';
    const rows = await this.reader.read<{ language: string }>({
      text: STEMMED_LANGUAGES.map(
        (language) => `SELECT '${language}' AS language WHERE EXISTS (SELECT 1 FROM search_index i WHERE ${hasOne})`,
      ).join(' UNION ALL '),
      parameters: STEMMED_LANGUAGES.map((language) => (isPostgres ? `'${FACTS.language(language)}'` : `"${FACTS.language(language)}"`)),
    });
    this.kept = { languages: rows.map(({ language }) => language), untilAt: now + KEPT_MS };
    return this.kept.languages;
  }
}
