import type { StateRecord } from '../../model/time-travel.js';
import type { LogAnswer } from '../../model/travel-answers.js';
import { parseStateName } from '../../time-travel/reference.js';
import { Failure } from './source.js';

const MOST_LISTED = 10;

/**
 * The number of the state that a name means, as far as a file's list of states tells it (formats/time-travel.md, "Version reference").
 * @param head number of the state that HEAD has; null: it is not held.
 * @throws Failure in the words of the commands.
 */
export function stateNamed(name: string, { path, states }: LogAnswer, head: number | null): number {
  const { reference, back } = parsed(name);
  const at = (number: number | undefined): number => {
    const found = number === undefined || number >= states.length ? undefined : states[number - back];
    if (found !== undefined) return found.state;
    const hint = states.length === 1 ? 'there is only state 0' : `there are states 0 to ${states.length - 1}`;
    throw new Failure('NO_SUCH_STATE', `${path} has no state ${name}`, hint);
  };
  switch (reference.kind) {
    case 'number':
      return at(reference.number);
    case 'last':
      return at(states.length - reference.number);
    case 'worktree':
      return at(states.length - 1);
    case 'edit':
      return at(
        only(
          states.filter(({ edit }) => edit?.startsWith(reference.prefix) === true),
          name,
        )?.state,
      );
    case 'turn-id':
      return at(ofTurn(states, back, ({ turnId }) => turnId?.startsWith(reference.prefix) === true));
    case 'turn': {
      const { session, turn } = reference;
      const isOf = ({ sessionId, agent }: Attributed): boolean =>
        [sessionId ?? '', `${agent}:${sessionId}`].some((id) => id.startsWith(session));
      const before =
        back > 0 ? null : states.findLast(({ attribution }) => isOf(attribution) && (attribution.turn ?? 0) <= turn);
      return at(before?.state ?? ofTurn(states, back, (each) => isOf(each) && each.turn === turn));
    }
    case 'moment': {
      const isUpTo = ({ attribution: { editDate } }: StateRecord): boolean =>
        editDate !== null && Date.parse(editDate) <= reference.time;
      return at(states.findLast(isUpTo)?.state ?? 0);
    }
    case 'revision':
      if (reference.name === 'HEAD' && head !== null) return head;
      break;
    case 'snapshot':
    case 'unknown':
      break;
  }
  if (reference.kind === 'unknown') return at(undefined);
  throw new Failure(
    'NOT_COPIED',
    `These pages do not tell what ${path} was in ${name}`,
    `ai-blame show ${path}@${name} does`,
  );
}

type Attributed = StateRecord['attribution'];

/** The last state of a turn; where one goes back from it, the first one. */
function ofTurn(
  states: readonly StateRecord[],
  back: number,
  isOwn: (attribution: Attributed) => boolean,
): number | undefined {
  const isOf = ({ attribution }: StateRecord): boolean => isOwn(attribution);
  return (back > 0 ? states.find(isOf) : states.findLast(isOf))?.state;
}

/** @throws Failure where several have it. */
function only(found: readonly StateRecord[], name: string): StateRecord | undefined {
  if (found.length <= 1) return found[0];
  const listed = found.slice(0, MOST_LISTED).map(({ edit }) => `e:${edit}`);
  throw new Failure('AMBIGUOUS', `${name} stands for ${found.length} edits`, `one of ${listed.join(', ')}`);
}

function parsed(name: string): ReturnType<typeof parseStateName> {
  try {
    return parseStateName(name);
  } catch (error) {
    throw new Failure('USAGE', error instanceof Error ? error.message : String(error), null);
  }
}
