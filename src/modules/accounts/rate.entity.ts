import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What `rate-limiter-flexible` counts, where several processes count together (PostgreSQL). Its names are those that the library asks for. */
@Entity('rate')
export class RateEntity {
  @PrimaryColumn({ type: 'varchar' })
  key!: string;

  @Column({ type: 'integer', default: 0 })
  points!: number;

  /** Milliseconds since 1970. */
  @Column({ type: 'bigint', nullable: true })
  expire!: number | null;
}
