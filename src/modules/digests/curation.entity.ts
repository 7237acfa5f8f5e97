import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';

export const CURATION_ACTIONS = ['pin', 'hide', 'note', 'title'] as const;
export type CurationAction = (typeof CURATION_ACTIONS)[number];

/**
 * What an editor did to a story of an edition. Nothing of it changes but that it may be undone: then what was done before it holds again. It stays when
 * the story's post goes with its source, because it is the edition's history and not the post's.
 */
@Entity('curation')
@Index('curation_of_edition', ['editionKey', 'id'])
export class CurationEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'edition_key', type: 'varchar' })
  editionKey!: string;

  /** The post that the story begins with. */
  @Column({ name: 'thread_id', type: 'integer' })
  threadId!: number;

  @Column({ type: 'varchar' })
  action!: CurationAction;

  /** The note or the title. */
  @Column({ type: 'text', nullable: true })
  text!: string | null;

  @Column({ name: 'made_by', type: 'varchar' })
  madeBy!: string;

  @InstantColumn({ name: 'made_at' })
  madeAt!: Date;

  @Column({ name: 'undone_by', type: 'varchar', nullable: true })
  undoneBy!: string | null;

  @InstantColumn({ name: 'undone_at', nullable: true })
  undoneAt!: Date | null;
}
