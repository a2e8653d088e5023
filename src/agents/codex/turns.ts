import type { Session, Turn } from '../../model/session.js';

interface Settings {
  readonly at: number;
  readonly model: string | null;
  readonly cwd: string | null;
}

/**
 * One run of the model: a task of Codex (0.100 on), or what follows a message of the person (before). The model in force is looked up in
 * it; the turns of the person may be more (a message sent while the model runs) or none (compaction, review, undo).
 */
export class Task {
  readonly id: string | null;
  private readonly settings: Settings[] = [];
  private readonly turns: { readonly at: number; readonly turn: Turn }[] = [];

  constructor(id: string | null) {
    this.id = id;
  }

  addSettings(at: number, model: string | null, cwd: string | null): void {
    this.settings.push({ at, model, cwd });
  }

  addTurn(at: number, turn: Turn): void {
    this.turns.push({ at, turn });
  }

  /** The latest model at or before a place of the file; else the first after it, as releases up to 0.106 write it late. */
  modelAt(at: number): string | null {
    const told = (each: Settings) => each.model !== null;
    return (this.settings.findLast((each) => each.at <= at && told(each)) ?? this.settings.find(told))?.model ?? null;
  }

  cwdAt(at: number): string | null {
    const told = (each: Settings) => each.cwd !== null;
    return (this.settings.findLast((each) => each.at <= at && told(each)) ?? this.settings.find(told))?.cwd ?? null;
  }

  turnAt(at: number): Turn | null {
    return (this.turns.findLast((each) => each.at <= at) ?? this.turns[0])?.turn ?? null;
  }
}

/** Where in the conversation a record stands. Model and turn are looked up once the whole file is known. */
export interface Place {
  readonly at: number;
  readonly task: Task;
  /** The person's turn that was the last one begun. */
  readonly turn: Turn | null;
  /** The directory that was the last one told. */
  readonly cwd: string | null;
  readonly session: Session;
  readonly inherited: boolean;
}

export function turnOf(place: Place): Turn | null {
  return place.task.turnAt(place.at) ?? place.turn;
}

export function modelOf(place: Place): string | null {
  return place.task.modelAt(place.at);
}

/** The directory in force, as far as the file is read. */
export function cwdOf(place: Place): string | null {
  return place.task.cwdAt(place.at) ?? place.cwd ?? place.session.cwd;
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
