import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { PostEntity } from './post.entity.js';

/** An outgoing link of a post's body: what joins conversations across sites. */
@Entity('link')
export class LinkEntity {
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

  @ManyToOne(() => PostEntity, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'post_id', foreignKeyConstraintName: 'link_of_post' })
  post?: PostEntity;

  /** Place in the body, from 0. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Column({ type: 'text' })
  url!: string;

  /** Canonical form of `url`, as in `post.url_key`. */
  @Index('link_key')
  @Column({ type: 'text' })
  key!: string;

  @Column({ type: 'text' })
  text!: string;
}
