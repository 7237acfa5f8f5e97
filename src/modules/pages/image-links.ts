import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/config.js';
import type { SecretKey } from '../config/secret-key.js';

const SIGNATURE_BYTES = 16;
/** As `src/feeds` writes them, and nobody else: what it has sanitised holds no other form. */
const IMAGE = /<img src="([^"]*)" alt="([^"]*)" loading="lazy">/g;

/**
 * Where pictures in messages come from. A browser that fetched them itself would tell each publisher who reads what here, so they go through us, by
 * links that we have signed (nobody can have us fetch anything else); or they stay away, and only their descriptions are shown.
 */
export class ImageLinks {
  private readonly key: () => Buffer;

  constructor(
    private readonly mode: Config['images'],
    secret: SecretKey,
  ) {
    this.key = () => secret.derive('images');
  }

  /** Markup that `src/feeds` has sanitised, with its pictures as the settings want them. */
  rewrite(html: string): string {
    if (!html.includes('<img ')) return html;
    return html.replace(IMAGE, (_image, escaped: string, alt: string) => {
      if (this.mode === 'proxy') return `<img src="${this.href(unescaped(escaped))}" alt="${alt}" loading="lazy">`;
      return `<a class="picture-link" href="${escaped}" rel="nofollow noopener ugc">${alt === '' ? 'Picture' : `Picture: ${alt}`}</a>`;
    });
  }

  href(src: string): string {
    return `/images/${this.sign(src)}/${Buffer.from(src).toString('base64url')}`;
  }

  /** The address of the picture; null where we have not signed it. */
  read(signature: string, encoded: string): string | null {
    const src = Buffer.from(encoded, 'base64url').toString();
    const [said, right] = [Buffer.from(signature), Buffer.from(this.sign(src))];
    return said.length === right.length && timingSafeEqual(said, right) ? src : null;
  }

  private sign(src: string): string {
    return createHmac('sha256', this.key()).update(src).digest().subarray(0, SIGNATURE_BYTES).toString('base64url');
  }
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'" };

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
}
