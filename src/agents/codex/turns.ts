import type { JsonValue } from '../../model/json-value.js';
import type { Session, Turn } from '../../model/session.js';
import type { StateReader, StateWriter } from './reader-state.js';
import { type Place, Task } from './tasks.js';

/** As `Turns.state` tells them. */
interface TurnsState {
  readonly task: number;
  readonly named: readonly number[];
  readonly open: boolean;
  readonly turn: number | null;
  readonly cwd: string | null;
  readonly pending: { readonly model: string | null; readonly cwd: string | null } | null;
}

/** Cuts a file into turns (formats/codex.md, 9). Places are offsets in the file. */
export class Turns {
  /** All turns of the person, in order. */
  readonly list: Turn[] = [];
  private task = new Task(null);
  private readonly tasks = new Map<string, Task>();
  private open = false;
  private turn: Turn | null = null;
  private cwd: string | null = null;
  private pending: { readonly model: string | null; readonly cwd: string | null } | null = null;
  private readonly counts = new Map<Session, number>();

  /** All that it knows, to go on later; `list` is written by itself. */
  state(writer: StateWriter): JsonValue {
    return {
      task: writer.taskNumber(this.task),
      named: [...this.tasks.values()].map((task) => writer.taskNumber(task)),
      open: this.open,
      turn: writer.turnNumber(this.turn),
      cwd: this.cwd,
      pending: this.pending,
    };
  }

  static restored(given: JsonValue, reader: StateReader): Turns {
    const state = given as unknown as TurnsState;
    const turns = new Turns();
    turns.list.push(...reader.turns);
    turns.task = reader.task(state.task);
    for (const task of state.named.map((number) => reader.task(number))) {
      turns.tasks.set(task.id ?? '', task);
    }
    turns.open = state.open;
    turns.turn = reader.turn(state.turn);
    turns.cwd = state.cwd;
    turns.pending = state.pending;
    for (const { session, index } of reader.turns) {
      turns.counts.set(session, index);
    }
    return turns;
  }

  /** Whether nothing that comes later can change what is told of the turn, the model and the directory at a place. */
  isSettled({ at, task }: Place): boolean {
    const isReachable = task.id !== null || task === this.task;
    return !isReachable || task.isSettledAt(at);
  }

  begin(at: number, id: string | null): void {
    this.task = id === null ? new Task(null) : this.named(id);
    this.open = true;
    this.usePending(at);
  }

  end(id: string | null): void {
    if (id === null || id === this.task.id) {
      this.open = false;
    }
  }

  /** A `turn_context`. */
  context(at: number, id: string | null, model: string | null, cwd: string | null): void {
    if (id !== null && id !== this.task.id && !this.tasks.has(id)) {
      this.begin(at, id);
    }
    const task = id === null ? this.task : this.named(id);
    task.addSettings(at, model, cwd);
    this.cwd = cwd ?? this.cwd;
  }

  /** Settings that the person changed: at once within a task, else for the next one. */
  settings(at: number, model: string | null, cwd: string | null): void {
    if (this.open) {
      this.task.addSettings(at, model, cwd);
    } else {
      this.pending = { model, cwd };
    }
  }

  /** A message of the person begins a turn. */
  message(at: number, id: string | null, session: Session, time: string | null, prompt: string): void {
    if (id !== null && id !== this.task.id) {
      this.begin(at, id);
    } else if (!this.open) {
      this.task = new Task(null);
      this.usePending(at);
    }
    const index = (this.counts.get(session) ?? 0) + 1;
    this.counts.set(session, index);
    const turn: Turn = { session, index, id: this.task.id, startedAt: time, prompt };
    this.turn = turn;
    this.list.push(turn);
    this.task.addTurn(at, turn);
  }

  /** @param id of the turn that the record itself names: it counts more than where the record stands. */
  place(at: number, id: string | null, session: Session, inherited: boolean): Place {
    const task = (id === null ? undefined : this.tasks.get(id)) ?? this.task;
    return { at, task, turn: this.turn, cwd: this.cwd, session, inherited };
  }

  currentId(): string | null {
    return this.task.id;
  }

  private named(id: string): Task {
    const task = this.tasks.get(id) ?? new Task(id);
    this.tasks.set(id, task);
    return task;
  }

  private usePending(at: number): void {
    if (this.pending !== null) {
      this.task.addSettings(at, this.pending.model, this.pending.cwd);
      this.cwd = this.pending.cwd ?? this.cwd;
      this.pending = null;
    }
  }
}
