import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { SearchReader } from './search-reader.js';
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
    private readonly reader: SearchReader,
    private readonly clock: Clock,
  ) {}

  async all(): Promise<readonly string[]> {
    const now = this.clock.now().getTime();
    if (this.kept && now < this.kept.untilAt) return this.kept.languages;
    const rows = await this.reader.read<{ language: string }>({
      text: STEMMED_LANGUAGES.map(
        () => 'SELECT CAST(? AS varchar) AS language WHERE EXISTS (SELECT 1 FROM search WHERE language = ?)',
      ).join(' UNION ALL '),
      parameters: STEMMED_LANGUAGES.flatMap((language) => [language, language]),
    });
    this.kept = { languages: rows.map(({ language }) => language), untilAt: now + KEPT_MS };
    return this.kept.languages;
  }
}
