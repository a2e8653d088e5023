import type { CommandEvent } from '../model/agent-event.js';
import type { Turn } from '../model/session.js';
import type { CommandEntry } from './timeline.js';

/** Who may have made a change that no record tells, judged from the commands that ran in its window. */
export type WindowOwner =
  /** Exactly one turn ran something that can have done it. `named`: its text names the file. */
  | {
      readonly kind: 'turn';
      readonly turn: Turn;
      readonly command: CommandEvent;
      readonly named: boolean;
      readonly sole: boolean;
    }
  /** Several turns ran something that can have done it: not decided. */
  | { readonly kind: 'undecided'; readonly turns: readonly Turn[] }
  /** Nothing ran that can have done it. */
  | { readonly kind: 'nobody' };

/**
 * Several turns that ran something able to change the file leave it undecided, also where only one of them names the file: what
 * the other ran may have written any. Only what a turn's text says to have become of the whole file leaves no room for what ran
 * before.
 *
 * @param commands that ran in the window, in their order.
 * @param paths the file's names in the window (before and after a rename).
 * @param isGone whether the change is that the file is there no more; else some of its lines changed.
 */
export function findWindowOwner(
  commands: readonly CommandEntry[],
  paths: readonly string[],
  isGone: boolean,
): WindowOwner {
  const ran = commands.filter((command) => {
    const { event } = command;
    if (event.turn === null || event.outcome === 'rejected') return false;
    return event.writes === 'any' || namesAny(command, paths, isGone);
  });
  const able = ran.slice(
    Math.max(
      0,
      ran.findLastIndex((command) => settlesAll(command, paths, isGone)),
    ),
  );
  const turns = distinctTurns(able);
  const [turn] = turns;
  if (turn === undefined) return { kind: 'nobody' };
  if (turns.length > 1) return { kind: 'undecided', turns };
  const naming = able.filter((command) => namesAny(command, paths, isGone));
  const own = naming.length > 0 ? naming : able;
  const last = own.at(-1) as CommandEntry;
  return { kind: 'turn', turn, command: last.event, named: naming.length > 0, sole: own.length === 1 };
}

/** Whether a command is told to have succeeded, and its text says that it takes the file away, or writes all of it anew. */
function settlesAll({ event, targets }: CommandEntry, paths: readonly string[], isGone: boolean): boolean {
  if (event.outcome !== 'applied') return false;
  return targets.some(({ path, op }) => {
    if (isGone) return (op === 'delete' || op === 'move-from') && reaches(path, paths);
    return (op === 'write' || op === 'copy-to') && path === paths.at(-1);
  });
}

/**
 * Whether a command's text names one of the files, or a folder that holds it, as something that it changes in that way: what
 * takes a file away writes no lines of it, and the other way round.
 */
export function namesAny({ targets }: CommandEntry, paths: readonly string[], isGone: boolean): boolean {
  return targets.some(({ path, op }) => (op === 'delete' || op === 'move-from') === isGone && reaches(path, paths));
}

/** Whether a command can have made a file: what changes lines in place needs one that is there. */
export function canMake({ event, targets }: CommandEntry): boolean {
  return event.writes === 'any' || targets.some(({ op }) => op !== 'edit');
}

/**
 * The commands that may have to do with a file that was not there before: those that can have made it, and what changes lines in place
 * after one of them.
 * @param commands in their order. @param paths as for `findWindowOwner`.
 */
export function ableToMake(commands: readonly CommandEntry[], paths: readonly string[]): readonly CommandEntry[] {
  const first = commands.findIndex(
    (each) => canMake(each) && (each.event.writes === 'any' || namesAny(each, paths, false)),
  );
  return commands.filter((each, place) => canMake(each) || (first !== -1 && place > first));
}

/** Whether a target is one of the files, or a folder that holds it. */
function reaches(target: string, paths: readonly string[]): boolean {
  return paths.some((path) => target === '' || path === target || path.startsWith(`${target}/`));
}

function distinctTurns(commands: readonly CommandEntry[]): Turn[] {
  const turns: Turn[] = [];
  for (const { event } of commands) {
    if (event.turn !== null && !turns.includes(event.turn)) turns.push(event.turn);
  }
  return turns;
}
