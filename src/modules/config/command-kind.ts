import type { Command, OptionValues } from 'commander';

/**
 * What a command is to the audit log.
 * reads: nothing that is stored becomes another.
 * works: what a machine does by schedule, such as polling; people have decided it before.
 * changes: all else, and what says nothing.
 */
export type CommandKind = 'reads' | 'works' | 'changes';

interface Changing {
  /** Where the options decide: with `--preview`, nothing is stored. */
  isChange: (options: OptionValues) => boolean;
  /** Whether it stores what is good of a list and fails all the same: that it failed does not say then that nothing was changed. */
  inParts: (options: OptionValues) => boolean;
}

type Said = { kind: 'reads' | 'works' } | ({ kind: 'changes' } & Changing);

const USUAL: Changing = { isChange: () => true, inParts: () => false };
const FORGOTTEN: Said = { kind: 'changes', ...USUAL };

const said = new WeakMap<Command, Said>();

/** `reads(feeds.command('list')).description(…)`: each command says which it is, where it is made. */
export function reads(command: Command): Command {
  said.set(command, { kind: 'reads' });
  return command;
}

export function works(command: Command): Command {
  said.set(command, { kind: 'works' });
  return command;
}

export function changes(command: Command, more: Partial<Changing> = {}): Command {
  said.set(command, { kind: 'changes', ...USUAL, ...more });
  return command;
}

/** For `isChange`. */
export function unlessPreview({ preview }: OptionValues): boolean {
  return preview !== true;
}

/** For `inParts`. */
export function unlessAllOrNothing({ allOrNothing }: OptionValues): boolean {
  return allOrNothing !== true;
}

/** What a command said; null where it forgot to. */
export function kindOf(command: Command): CommandKind | null {
  return said.get(command)?.kind ?? null;
}

/** What this call of a command may change, by its options; null where that is nothing. */
export function changeOf(command: Command): { inParts: boolean } | null {
  const own = said.get(command) ?? FORGOTTEN;
  return own.kind === 'changes' && own.isChange(command.opts()) ? { inParts: own.inParts(command.opts()) } : null;
}
