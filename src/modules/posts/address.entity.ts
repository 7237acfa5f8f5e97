import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';

/** waiting: to be asked. known: it leads to `canonicalKey`. unknown: it was asked, and leads nowhere that we could tell. */
export type AddressState = 'waiting' | 'known' | 'unknown';

/** An address under which a page is also known (`?p=44`, AMP, a short link): what it leads to, by redirect or `rel=canonical`. */
@Entity('address')
@Index('address_due', ['state', 'nextAt'])
export class AddressEntity {
  /** Canonical form of `url`, as in `link.key`. */
  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'text' })
  url!: string;

  /** Host and port of `url`. */
  @Column({ type: 'varchar' })
  host!: string;

  @Column({ type: 'varchar' })
  state!: AddressState;

  @Column({ name: 'canonical_key', type: 'text', nullable: true })
  canonicalKey!: string | null;

  /** For a person: why nothing is known. */
  @Column({ type: 'text', nullable: true })
  message!: string | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @InstantColumn({ name: 'next_at', nullable: true })
  nextAt!: Date | null;

  @InstantColumn({ name: 'checked_at', nullable: true })
  checkedAt!: Date | null;
}
