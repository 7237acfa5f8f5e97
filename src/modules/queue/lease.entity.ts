import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One thing that one process at a time may work on, such as a host. Its instants are milliseconds since 1970 by the clock of the database: those of machines differ. */
@Entity('lease')
export class LeaseEntity {
  @PrimaryColumn({ type: 'varchar' })
  key!: string;

  /** Who has it; null where nobody has. */
  @Column({ type: 'varchar', nullable: true })
  holder!: string | null;

  /** Until then nobody else takes it. Where nobody has it: since when. */
  @Column({ name: 'until_at', type: 'bigint' })
  untilAt!: number;

  /** When whoever had it before has let it go, or would have had to; null where nobody had. */
  @Column({ name: 'before_at', type: 'bigint', nullable: true })
  beforeAt!: number | null;
}
