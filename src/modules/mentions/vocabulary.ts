/** Bits of the filter: 32 KB, which stay in the processor's nearest cache, and are a tenth full with ten thousand entities. */
const BITS = 2 ** 18;

/**
 * The words of all names, each with its number. Nearly all words of a text are in no name: a few of their characters tell so, and spare the look
 * into a table that is too large to stay near. So ten thousand entities cost little more than ten.
 */
export class Vocabulary {
  private readonly numbers = new Map<string, number>();
  private readonly filter = new Uint8Array(BITS / 8);

  get size(): number {
    return this.numbers.size;
  }

  /** Numbers begin with 1. */
  add(word: string): void {
    if (this.numbers.has(word)) return;
    this.numbers.set(word, this.numbers.size + 1);
    const bit = bitOf(word);
    this.filter[bit >>> 3]! |= 1 << (bit & 7);
  }

  numberOf(word: string): number | undefined {
    const bit = bitOf(word);
    return this.filter[bit >>> 3]! & (1 << (bit & 7)) ? this.numbers.get(word) : undefined;
  }
}

function bitOf(word: string): number {
  const { length } = word;
  let hash = length;
  for (let at = 0; at < length && at < 8; at++) hash = Math.imul(hash, 31) + word.charCodeAt(at);
  hash = Math.imul(hash, 31) + word.charCodeAt(length - 1);
  return (Math.imul(hash, 0x9e3779b1) >>> 14) % BITS;
}
