import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An outgoing link of a post's body: what joins conversations across sites. */
@Entity('link')
export class LinkEntity {
  @PrimaryColumn({ name: 'post_id', type: 'integer' })
  postId!: number;

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
