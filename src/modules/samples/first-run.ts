import { fileURLToPath } from 'node:url';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { MetaEntity } from '../database/meta.entity.js';
import { Importer } from '../posts/importer.js';
import { SourceEntity } from '../sources/source.entity.js';
import { SourcesService } from '../sources/sources.service.js';

/** The sample's documents, in the order in which they are read: posts before the comments on them. */
const DOCUMENTS = ['blog-page.txt', 'posts.xml', 'comments.xml', 'account.xml'];

/** What a new installation begins with: an archived conversation to look at, and the starter list where it is asked for. */
@Injectable()
export class FirstRun {
  private readonly logger = new Logger(FirstRun.name);

  constructor(
    private readonly database: Database,
    private readonly importer: Importer,
    private readonly sources: SourcesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** At every start of the server; does something at the first only. */
  async prepare(): Promise<void> {
    if (this.config.starter) await this.addStarter();
    if (await this.isOver()) return;
    if ((await this.database.manager.count(SourceEntity)) === 0) await this.loadSample();
    await this.close();
  }

  async addStarter(): Promise<void> {
    const added = await this.sources.addStarter();
    if (added > 0) this.logger.log(`Added ${added} feeds of the starter list of British government.`);
  }

  async loadSample(): Promise<void> {
    const folder = fileURLToPath(new URL('../../../sample/', import.meta.url));
    for (const document of DOCUMENTS) await this.importer.importFile(`${folder}${document}`, { sample: true });
  }

  /** Returns how many sources went, with everything that they published. */
  async removeSample(): Promise<number> {
    const { affected } = await this.database.write((manager) => manager.delete(SourceEntity, { isSample: 1 }));
    return affected ?? 0;
  }

  private async isOver(): Promise<boolean> {
    return (await this.database.manager.countBy(MetaEntity, { key: 'first-run' })) > 0;
  }

  private async close(): Promise<void> {
    await this.database.write((manager) => manager.insert(MetaEntity, { key: 'first-run', value: 'over' }));
  }
}
