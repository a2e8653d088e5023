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
  readonly settings: Settings[] = [];
  readonly turns: { readonly at: number; readonly turn: Turn }[] = [];

  constructor(id: string | null) {
    this.id = id;
  }

  addSettings(at: number, model: string | null, cwd: string | null): void {
    // Many releases write them again for every request.
    const last = this.settings.at(-1);
    if (last === undefined || last.model !== model || last.cwd !== cwd) {
      this.settings.push({ at, model, cwd });
    }
  }

  addTurn(at: number, turn: Turn): void {
    this.turns.push({ at, turn });
  }

  /** The latest model at or before a place of the file; else the first after it, as releases up to 0.106 write it late. */
  modelAt(at: number): string | null {
    // Most tasks have settings once.
    if (this.settings.length === 1) {
      return this.settings[0]?.model ?? null;
    }
    const told = (each: Settings) => each.model !== null;
    return (this.settings.findLast((each) => each.at <= at && told(each)) ?? this.settings.find(told))?.model ?? null;
  }

  cwdAt(at: number): string | null {
    if (this.settings.length === 1) {
      return this.settings[0]?.cwd ?? null;
    }
    const told = (each: Settings) => each.cwd !== null;
    return (this.settings.findLast((each) => each.at <= at && told(each)) ?? this.settings.find(told))?.cwd ?? null;
  }

  /** Whether the turn, the model and the directory were all told at or before a place. */
  isSettledAt(at: number): boolean {
    const before = this.settings.filter((each) => each.at <= at);
    return (
      before.some(({ model }) => model !== null) &&
      before.some(({ cwd }) => cwd !== null) &&
      this.turns.some((each) => each.at <= at)
    );
  }

  turnAt(at: number): Turn | null {
    if (this.turns.length === 1) {
      return this.turns[0]?.turn ?? null;
    }
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
