import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { ApiTokenEntity } from '../accounts/api-token.entity.js';

/** What readers that speak Fever show in place of a token: MD5 of `address:token`, of which only the hash is kept. It holds as long as the token. */
@Entity('reader_key')
export class ReaderKeyEntity {
  @PrimaryColumn({ name: 'token_id', type: 'integer' })
  tokenId!: number;

  @OneToOne(() => ApiTokenEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'token_id', foreignKeyConstraintName: 'reader_key_of_token' })
  token?: ApiTokenEntity;

  @Index('reader_key_hash', { unique: true })
  @Column({ name: 'key_hash', type: 'varchar' })
  keyHash!: string;
}
