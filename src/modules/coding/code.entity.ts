import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';

/** A code of the codebook: what coders look for in a post. */
@Entity('code')
export class CodeEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index('code_slug', { unique: true })
  @Column({ type: 'varchar' })
  slug!: string;

  @Column({ type: 'varchar' })
  label!: string;

  /** When a coder gives it, and when not. */
  @Column({ type: 'text', nullable: true })
  definition!: string | null;

  @Column({ type: 'text', nullable: true })
  example!: string | null;

  /** Its place in the book, from 1. */
  @Column({ type: 'integer' })
  position!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  /** Since when it is no longer given: where it was given, it stays. */
  @InstantColumn({ name: 'retired_at', nullable: true })
  retiredAt!: Date | null;
}
