import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretKey } from '../config/secret-key.js';
import { seal, unseal } from '../config/sealed.js';
import type { AlertChannelEntity } from './alert-channel.entity.js';

export type Unsealed = { ok: true; target: string; secret: string | null } | { ok: false; message: string };

/** Addresses of the web that take what is posted there are keys, and secrets are: both lie sealed. */
@Injectable()
export class Sealing {
  constructor(private readonly secretKey: SecretKey) {}

  /** The columns of a channel that hold where it leads. */
  columns(target: string, key: string, secret: string | null): Pick<AlertChannelEntity, 'sealName' | 'target' | 'targetKey' | 'secret'> {
    const sealName = randomBytes(9).toString('base64url');
    return {
      sealName,
      target: seal(this.key(), `target ${sealName}`, target),
      targetKey: this.targetKey(key),
      secret: secret === null ? null : seal(this.key(), `secret ${sealName}`, secret),
    };
  }

  targetKey(key: string): string {
    return createHash('sha256').update(this.key()).update(key).digest('base64url');
  }

  open({ sealName, target, secret }: Pick<AlertChannelEntity, 'sealName' | 'target' | 'secret'>): Unsealed {
    const opened = unseal(this.key(), `target ${sealName}`, target);
    const openedSecret = secret === null ? null : unseal(this.key(), `secret ${sealName}`, secret);
    if (opened === null || (secret !== null && openedSecret === null))
      return { ok: false, message: 'It was sealed with another SECRET_KEY: bring that key back, or remove the alert and add it again.' };
    return { ok: true, target: opened, secret: openedSecret };
  }

  private key(): Buffer {
    return this.secretKey.derive('alert-channels');
  }
}
