import type { TracePointer } from '../../model/session.js';
import { effectOf } from '../command-effects.js';
import type { JsonObject } from '../json-values.js';
import { folderOf, isAbsolutePath, resolvePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import type { Moment, SessionBuilder } from '../session-builder.js';
import { type CallShape, headsOf } from './calls.js';
import { modelOf } from './records.js';
import { type CallResult, viewedText } from './results.js';
import { bodyOf } from './tellings.js';

/** A call, and where things stood when it was made. */
export interface AskedCall {
  readonly tool: string;
  readonly shape: CallShape;
  /** The record that holds its arguments. */
  readonly pointer: TracePointer;
  readonly moment: Moment;
  readonly cwd: string | null;
}

const COMMAND_LENGTH = 200;

/** Makes events of calls. */
export class CallTeller {
  readonly #builder: SessionBuilder;
  /** Shells that a command may have left for another directory. */
  readonly #moved = new Set<string>();

  constructor(builder: SessionBuilder) {
    this.#builder = builder;
  }

  /**
   * @param at the record of the result, else that of the call.
   * @param data of the result; empty where there is none.
   */
  tell(callId: string, call: AskedCall, result: CallResult, at: TracePointer, data: JsonObject): void {
    const builder = this.#builder;
    const { tool, shape, pointer: body, cwd } = call;
    const moment: Moment = { turn: call.moment.turn, model: modelOf(data.model) ?? call.moment.model };
    const { outcome, exitCode } = result;
    const common = { outcome, callId, tool, body };
    if (shape.kind === 'command') {
      const place = this.#placeOfShell(shape, cwd);
      const { writes, targets } = effectOf(shape.command, place);
      if (writes === 'none') return;
      const text = lineOf(plainText(shape.command), COMMAND_LENGTH);
      const effect = { writes, targets, exitCode } as const;
      builder.add({ kind: 'command', ...common, ...effect, cwd: place, text, place: null }, moment);
      return;
    }
    if (shape.kind === 'view') {
      const { lines } = shape;
      const last = lines?.last ?? null;
      builder.add(
        {
          kind: 'read',
          ...common,
          body: at,
          path: resolvePath(cwd, shape.path),
          lines: lines === null || last === null ? null : { first: lines.first, last },
          whole: outcome === 'applied' && lines === null && viewedText(data) !== null,
        },
        moment,
      );
      return;
    }
    for (const [place, head] of headsOf(shape).entries()) {
      const path = resolvePath(cwd, head.path);
      const oldPath = head.oldPath === null ? null : resolvePath(cwd, head.oldPath);
      const change = { op: head.op, path, oldPath, callId };
      builder.add({ kind: 'file_change', ...common, ...change, place }, moment);
      if (cwd === null && isAbsolutePath(path)) builder.alsoWorkedIn(folderOf(path));
      if (outcome === 'applied') builder.edited(change, bodyOf(shape, place, data), tool);
    }
  }

  /** A shell that a command left for another directory goes on there: where, nobody knows. */
  #placeOfShell({ command, shell }: Extract<CallShape, { kind: 'command' }>, cwd: string | null): string | null {
    if (shell === null) return cwd;
    const isMoved = this.#moved.has(shell);
    if (/\b(?:cd|pushd|popd|set-location|sl)\b/i.test(plainText(command))) this.#moved.add(shell);
    return isMoved ? null : cwd;
  }
}

export function plainText(command: string | readonly string[]): string {
  return typeof command === 'string' ? command : (command.at(-1) ?? '');
}
