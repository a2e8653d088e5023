import type { JsonValue } from '../../model/json-value.js';
import type { TracePointer, TraceSource, Turn } from '../../model/session.js';
import type { SessionDraft } from '../session-draft.js';
import type { Marker } from './markers.js';
import type { Call, Told } from './pending-calls.js';
import { recordPlace } from './record-place.js';
import { type Place, Task } from './tasks.js';

type PointerState = readonly [line: number, offset: number, length: number];
type ToldState = { readonly record: PointerState; readonly time: string | null };
type TaskState = {
  readonly id: string | null;
  readonly settings: readonly (readonly [number, string | null, string | null])[];
  readonly turns: readonly (readonly [number, number])[];
};
type PlaceState = Readonly<Record<'task' | 'session', number>> & {
  readonly at: number;
  readonly turn: number | null;
  readonly cwd: string | null;
  readonly inherited: boolean;
};
type Tellings = 'asked' | 'output' | 'execution' | 'structured';
type CallState = Omit<Call, Tellings | 'place'> & { readonly place: PlaceState } & {
  readonly [K in Tellings]: (Omit<NonNullable<Call[K]>, keyof Told> & { readonly told: ToldState }) | null;
};
type MarkerState = Omit<Marker, 'place' | 'told'> & { readonly place: PlaceState; readonly told: ToldState };

/** Writes what hangs together as plain JSON: sessions, turns and tasks are written once, and named by their numbers. */
export class StateWriter {
  private readonly sessions: readonly SessionDraft[];
  private readonly turns: ReadonlyMap<Turn, number>;
  private readonly tasks = new Map<Task, number>();

  constructor(sessions: readonly SessionDraft[], turns: readonly Turn[]) {
    this.sessions = sessions;
    this.turns = new Map(turns.map((turn, n) => [turn, n]));
  }

  sessionNumber(session: Place['session']): number {
    return this.sessions.indexOf(session);
  }

  turnNumber(turn: Turn | null): number | null {
    return turn === null ? null : (this.turns.get(turn) ?? null);
  }

  taskNumber(task: Task): number {
    const number = this.tasks.get(task) ?? this.tasks.size;
    this.tasks.set(task, number);
    return number;
  }

  call({ place, asked, output, execution, structured, ...rest }: Call): JsonValue {
    const with_ = <T extends Told>(told: T | null) => {
      if (told === null) {
        return null;
      }
      const { record, at: _at, ...more } = told;
      return { told: this.told({ record, at: 0 }), ...more };
    };
    return {
      ...rest,
      place: this.place(place),
      asked: with_(asked),
      output: with_(output),
      execution: with_(execution),
      structured: with_(structured),
    } as unknown as JsonValue;
  }

  marker({ place, told, what }: Marker): JsonValue {
    return { place: this.place(place), told: this.told(told), what } as unknown as JsonValue;
  }

  /** To be asked for last: the tasks that anything else named. */
  allTasks(): JsonValue {
    return [...this.tasks.keys()].map((task) => ({
      id: task.id,
      settings: task.settings.map(({ at, model, cwd }) => [at, model, cwd]),
      turns: task.turns.map(({ at, turn }) => [at, this.turnNumber(turn) ?? 0]),
    }));
  }

  private told({ record }: Told): ToldState {
    const { line, offset, length } = record.pointer;
    return { record: [line, offset, length], time: record.time };
  }

  private place({ at, task, turn, cwd, session, inherited }: Place): PlaceState {
    return {
      at,
      task: this.taskNumber(task),
      turn: this.turnNumber(turn),
      cwd,
      session: this.sessionNumber(session),
      inherited,
    };
  }
}

/** Reads what a `StateWriter` wrote. */
export class StateReader {
  readonly sessions: readonly SessionDraft[];
  readonly turns: readonly Turn[];
  private readonly source: TraceSource;
  private readonly tasks: readonly Task[];

  constructor(source: TraceSource, sessions: readonly SessionDraft[], turns: readonly Turn[], tasks: JsonValue) {
    this.source = source;
    this.sessions = sessions;
    this.turns = turns;
    this.tasks = (tasks as unknown as readonly TaskState[]).map((state) => {
      const task = new Task(state.id);
      for (const [at, model, cwd] of state.settings) {
        task.addSettings(at, model, cwd);
      }
      for (const [at, turn] of state.turns) {
        task.addTurn(at, numbered(turns, turn));
      }
      return task;
    });
  }

  session(number: number): SessionDraft {
    return numbered(this.sessions, number);
  }

  turn(number: number | null): Turn | null {
    return number === null ? null : numbered(this.turns, number);
  }

  task(number: number): Task {
    return numbered(this.tasks, number);
  }

  call(state: JsonValue): Call {
    const { place, asked, output, execution, structured, ...rest } = state as unknown as CallState;
    const with_ = <T extends { readonly told: ToldState }>(given: T | null) => {
      if (given === null) {
        return null;
      }
      const { told, ...more } = given;
      return { ...this.told(told), ...more };
    };
    return {
      ...rest,
      place: this.place(place),
      asked: with_(asked),
      output: with_(output),
      execution: with_(execution),
      structured: with_(structured),
    };
  }

  marker(state: JsonValue): Marker {
    const { place, told, what } = state as unknown as MarkerState;
    return { place: this.place(place), told: this.told(told), what };
  }

  private told({ record: [line, offset, length], time }: ToldState): Told {
    const pointer: TracePointer = { source: this.source, line, offset, length };
    return { record: { pointer, time }, at: recordPlace(pointer) };
  }

  private place({ at, task, turn, cwd, session, inherited }: PlaceState): Place {
    return { at, task: this.task(task), turn: this.turn(turn), cwd, session: this.session(session), inherited };
  }
}

function numbered<T>(list: readonly T[], number: number): T {
  const found = list[number];
  if (found === undefined) {
    throw new RangeError(`The kept state names number ${number} of ${list.length}`);
  }
  return found;
}
