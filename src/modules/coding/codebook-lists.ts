import { Injectable } from '@nestjs/common';
import { AFFILIATIONS } from '../sources/source.entity.js';
import { agreementOf } from './agreement.js';
import { CodebookService } from './codebook.service.js';
import { OTHERS, type Pair, voiceLabel } from './codebook.view.js';
import { bookCodeOf, type CoderRow, JudgementsQuery } from './judgements.query.js';

/** Which figure's posts are asked for. */
export interface ListAsked {
  list: string;
  coder: string;
  first: string;
  second: string;
}

/** The posts that a figure of the codebook counts, and what they are called. */
export interface CodedList {
  title: string;
  ids: number[];
}

/** Finds what stands behind the figures of the codebook. */
@Injectable()
export class CodebookLists {
  constructor(
    private readonly codebook: CodebookService,
    private readonly judgements: JudgementsQuery,
  ) {}

  /** Null where there is no such figure. */
  async find({ list, coder: key, first, second }: ListAsked): Promise<CodedList | null> {
    const [kind = '', slug, voice] = list.split('/');
    if (kind === 'given') return this.given(slug ?? '', voice);
    const coders = await this.judgements.coders();
    if (kind === 'judged' || kind === 'uncoded') {
      const coder = coders.find((each) => each.key === key);
      return coder ? this.judged(coder, kind === 'uncoded') : null;
    }
    const pair = await this.pair(coders, first, second);
    return pair && listOf(pair, kind, slug ?? '');
  }

  /** Two who are named; where none are named, the first two. Null where there are not two, or no such. */
  async pair(coders: readonly CoderRow[], firstKey: string, secondKey: string): Promise<Pair | null> {
    const isAsked = firstKey !== '' || secondKey !== '';
    const [first, second] = isAsked ? [firstKey, secondKey].map((key) => coders.find((coder) => coder.key === key)) : coders;
    if (!first || !second) return null;
    const codes = (await this.codebook.codes()).map(bookCodeOf);
    return { first, second, agreement: agreementOf(codes, await this.judgements.of(first.key), await this.judgements.of(second.key)) };
  }

  private async given(slug: string, named: string | undefined): Promise<CodedList | null> {
    const code = (await this.codebook.codes()).find((each) => each.slug === slug);
    if (!code) return null;
    if (named === undefined) return { title: `Posts with the code ${code.label}`, ids: await this.judgements.bearing(code.id) };
    const voice = named === OTHERS ? null : AFFILIATIONS.find((each) => each === named);
    if (voice === undefined) return null;
    return { title: `Posts with the code ${code.label}: ${voiceLabel(voice)}`, ids: await this.judgements.bearing(code.id, voice) };
  }

  private async judged({ key, name }: CoderRow, isUncoded: boolean): Promise<CodedList> {
    const all = await this.judgements.of(key);
    const chosen = isUncoded ? all.filter(({ codeIds }) => codeIds.size === 0) : all;
    const title = isUncoded ? `Posts to which ${name} gave no code` : `Posts that ${name} judged`;
    return { title, ids: chosen.map(({ postId }) => postId) };
  }
}

function listOf({ first, second, agreement }: Pair, kind: string, slug: string): CodedList | null {
  const names = `${first.name} and ${second.name}`;
  if (kind === 'shared') return { title: `Posts that ${names} judged`, ids: agreement.judged };
  if (kind === 'same') return { title: `Posts to which ${names} gave the same codes`, ids: agreement.same };
  if (kind === 'different') return { title: `Posts to which ${names} gave different codes`, ids: agreement.different };
  const code = agreement.codes.find((each) => each.slug === slug);
  if (!code) return null;
  const { both, neither, onlyFirst, onlySecond } = code.postIds;
  switch (kind) {
    case 'agreed':
      return { title: `${code.label}: where ${names} agree`, ids: [...both, ...neither].sort((a, b) => a - b) };
    case 'both':
      return { title: `${code.label}: given by ${names}`, ids: both };
    case 'first':
      return { title: `${code.label}: given by ${first.name}, and not by ${second.name}`, ids: onlyFirst };
    case 'second':
      return { title: `${code.label}: given by ${second.name}, and not by ${first.name}`, ids: onlySecond };
    default:
      return null;
  }
}
