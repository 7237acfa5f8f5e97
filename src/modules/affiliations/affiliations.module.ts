import { Module } from '@nestjs/common';
import { Affiliations } from './affiliations.js';

@Module({ providers: [Affiliations], exports: [Affiliations] })
export class AffiliationsModule {}
