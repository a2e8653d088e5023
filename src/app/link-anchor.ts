import { resolveLineSpans } from '../blame/line-ranges/resolve-line-spans.js';
import { Lines } from '../diff/lines.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { LinkResult } from '../model/time-travel.js';
import { type Anchor, anchorText } from '../time-travel/anchor.js';
import { turnNamed } from '../time-travel/resolve-name.js';
import { fileHistory, type OpenHistory, turnsOf, withHistory } from './file-history.js';
import { findEdit } from './find-edit.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type NamedContent, readState } from './read-state.js';

export interface LinkRequest {
  readonly target:
    | { readonly kind: 'file'; readonly file: string; readonly line: number | null }
    | { readonly kind: 'state'; readonly file: string; readonly ref: string; readonly line: number | null }
    | {
        readonly kind: 'range';
        readonly file: string;
        readonly from: string;
        readonly to: string;
        readonly line: number | null;
      }
    | { readonly kind: 'turn'; readonly session: string; readonly turn: number; readonly edit: string | null }
    | { readonly kind: 'edit'; readonly edit: string };
  readonly place: Place;
}

/**
 * The anchor that opens a state, a range, a turn or an edit in the viewer. What it names is there.
 * @throws AiBlameError as what it names: NO_SUCH_STATE, NO_SUCH_EDIT, NO_SUCH_SESSION, AMBIGUOUS, …
 */
export function linkAnchor({ target, place }: LinkRequest, env: Env, progress: Progress): LinkResult {
  const file = 'file' in target ? target.file : '.';
  return withHistory(file, place, env, progress, (open) => ({
    schema: 'ai-blame/link@1',
    anchor: anchorText(anchorOf(open, target, place)),
    warnings: open.timelines.warnings,
  }));
}

function anchorOf(open: OpenHistory, target: LinkRequest['target'], place: Place): Anchor {
  switch (target.kind) {
    case 'edit':
      return { kind: 'edit', edit: findEdit(open, target.edit).edit.id };
    case 'turn': {
      const turn = turnNamed(target, turnsOf(open.timelines), (hint) => {
        return new AiBlameError('NO_SUCH_SESSION', `There is no turn ${target.session}:${target.turn}`, { hint });
      });
      const edit = target.edit === null ? null : findEdit(open, target.edit).edit;
      if (edit !== null && (edit.session !== turn.session.id || edit.turn?.index !== turn.index)) {
        throw new AiBlameError('NO_SUCH_EDIT', `The edit ${edit.id} is none of that turn`);
      }
      return { kind: 'turn', session: turn.session.id, turn: turn.index, edit: edit?.id ?? null };
    }
    case 'file': {
      const history = fileHistory(open, target.file, place);
      if (target.line !== null) requireLine(readState(history, 'worktree'), target.line, target.file);
      return { kind: 'file', file: history.path, line: target.line };
    }
    case 'state': {
      const history = fileHistory(open, target.file, place);
      const state = readState(history, target.ref);
      requireLine(state, target.line, `${target.file}@${target.ref}`);
      return { kind: 'state', file: history.path, at: nameOf(state), line: target.line };
    }
    case 'range': {
      const history = fileHistory(open, target.file, place);
      const from = nameOf(readState(history, target.from));
      const to = readState(history, target.to);
      requireLine(to, target.line, `${target.file}@${target.to}`);
      return { kind: 'range', file: history.path, from, to: nameOf(to), line: target.line };
    }
  }
}

/** @throws AiBlameError USAGE where the content has no such line, as for `-L`. */
function requireLine({ content }: NamedContent, line: number | null, named: string): void {
  if (line === null) return;
  resolveLineSpans([{ start: line, end: line }], new Lines(content ?? Buffer.alloc(0)), named, () => () => false);
}

/** A name that stays the same while the trace grows, where there is one. */
function nameOf({ state, ref }: NamedContent): string {
  if (state === null) return ref;
  if (state.edit !== null) return `e:${state.edit.id}`;
  return state.kind === 'worktree' ? 'worktree' : String(state.number);
}
