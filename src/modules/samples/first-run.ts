import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { MetaEntity } from '../database/meta.entity.js';
import { Importer } from '../posts/importer.js';
import { Leases } from '../queue/leases.js';
import type { WantedSource } from '../sources/ensure-source.js';
import { SourceEntity } from '../sources/source.entity.js';
import { SourcesService } from '../sources/sources.service.js';

const HARBOUR_LIGHT = {
  title: 'Harbour Light',
  siteUrl: 'http://harbourlight.example/',
  platform: 'wordpress',
  affiliation: 'civil-service',
} as const;

/** The sample's documents and whose voices they are, as an admin would have said it. */
const DOCUMENTS: { file: string; url: string; source: Partial<WantedSource> }[] = [
  {
    file: 'blog-page.txt',
    url: 'http://thetally.example/2008/04/good-morning-back',
    source: { title: 'The Tally', siteUrl: 'http://thetally.example/', platform: 'typepad', affiliation: 'commentator' },
  },
  { file: 'posts.xml', url: 'http://harbourlight.example/feed/', source: HARBOUR_LIGHT },
  { file: 'comments.xml', url: 'http://harbourlight.example/comments/feed/', source: HARBOUR_LIGHT },
  {
    file: 'account.xml',
    url: 'http://chirp.example/harbours.rss',
    source: { title: 'Chirp / harbours', siteUrl: 'http://chirp.example/harbours', platform: 'twitter', affiliation: 'civil-service' },
  },
];

const LOOK_AGAIN_MS = 500;

/** What a new installation begins with: an archived conversation to look at, and the starter list where it is asked for. */
@Injectable()
export class FirstRun {
  private readonly logger = new Logger(FirstRun.name);

  constructor(
    private readonly database: Database,
    private readonly importer: Importer,
    private readonly sources: SourcesService,
    private readonly leases: Leases,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** At every start of the server; does something at the first only. Of several that are started at once, one does it, and the others wait. */
  async prepare(): Promise<void> {
    if (!this.config.starter && (await this.isOver())) return;
    while ((await this.leases.hold('first-run', () => this.prepareAlone())) === 'taken') await sleep(LOOK_AGAIN_MS);
  }

  private async prepareAlone(): Promise<void> {
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
    for (const { file, url, source } of DOCUMENTS) {
      const report = await this.importer.importFile(`${folder}${file}`, {
        url,
        timezone: 'Europe/London',
        source: { ...source, isSample: 1 },
      });
      if (!report.ok) throw new Error(`The sample's ${file} cannot be read: ${report.error.message}`);
    }
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
