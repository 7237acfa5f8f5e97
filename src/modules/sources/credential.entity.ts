import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../database/columns.js';

/** What a platform, or one server of it, asks for before it answers. */
@Entity('credential')
export class CredentialEntity {
  /** The platform (`youtube`), or the host and port of a server (`social.example.org`). */
  @PrimaryColumn({ type: 'varchar' })
  name!: string;

  /** Encrypted with the secret key; see `credentials.ts`. */
  @Column({ type: 'text' })
  sealed!: string;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
