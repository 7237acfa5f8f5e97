import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A fact about this installation that belongs to no other table, such as that the first run is over. */
@Entity('meta')
export class MetaEntity {
  @PrimaryColumn({ type: 'varchar' })
  key!: string;

  @Column({ type: 'text' })
  value!: string;
}
