import { Module } from '@nestjs/common';
import { Affiliations } from './affiliations.js';
import { AffiliationsApi } from './affiliations.api.js';

@Module({ controllers: [AffiliationsApi], providers: [Affiliations], exports: [Affiliations] })
export class AffiliationsModule {}
