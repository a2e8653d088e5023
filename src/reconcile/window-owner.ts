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
 * @param commands that ran in the window.
 * @param paths the file's names in the window (before and after a rename).
 * @param isGone whether the change is that the file is there no more; else some of its lines changed.
 */
export function findWindowOwner(
  commands: readonly CommandEntry[],
  paths: readonly string[],
  isGone: boolean,
): WindowOwner {
  const able = commands.filter((command) => {
    const { event } = command;
    if (event.turn === null || event.outcome === 'rejected') return false;
    return event.writes === 'any' || namesAny(command, paths, isGone);
  });
  const naming = able.filter((command) => namesAny(command, paths, isGone));
  const turns = distinctTurns(able);
  const namingTurns = distinctTurns(naming);
  const turn = turns.length === 1 ? turns[0] : namingTurns.length === 1 ? namingTurns[0] : undefined;
  if (turn === undefined) return turns.length === 0 ? { kind: 'nobody' } : { kind: 'undecided', turns };
  const own = (naming.length > 0 ? naming : able).filter((command) => command.event.turn === turn);
  const last = own.at(-1);
  if (last === undefined) return { kind: 'nobody' };
  return { kind: 'turn', turn, command: last.event, named: naming.length > 0, sole: own.length === 1 };
}

/**
 * Whether a command's text names one of the files, or a folder that holds it, as something that it changes in that way: what
 * takes a file away writes no lines of it, and the other way round.
 */
export function namesAny({ targets }: CommandEntry, paths: readonly string[], isGone: boolean): boolean {
  return targets.some(({ path, op }) => (op === 'delete' || op === 'move-from') === isGone && reaches(path, paths));
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
