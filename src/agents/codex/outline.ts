import type { JsonValue } from '../../model/json-value.js';
import type { Session, TraceSource, Turn } from '../../model/session.js';
import type { SessionSummary } from '../../model/session-summary.js';
import { redact } from '../../secrets/known-forms.js';
import type { SourceProbe } from '../agent-adapter.js';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';
import { lineOf } from '../plain-line.js';
import { promptOf, requestOf } from './messages.js';

const PREVIEW = 200;
const TITLE = 120;

/** Texts are looked at up to here: a key that is cut has no form any more. */
const LOOKED_AT = 8_000;

const TOKENS = Buffer.from('"total_tokens":');

interface State {
  name: string | null;
  title: string | null;
  firstMessage: string | null;
  model: string | null;
  tokens: number | null;
  source: string | null;
  lastTime: string | null;
  lastTurn: SessionSummary['lastTurn'];
  /** A record told that a task began, and none that it ended. */
  isTask: boolean;
  hasFailed: boolean;
}

/**
 * What a list of sessions tells of a session, gathered while it is read. Up to 0.99 no record tells that a turn ended well: then it has
 * where nothing was asked for after the model's last message (formats/codex.md, 7 and 9).
 */
export class Outline {
  private readonly kept: State;

  /** @param state that `state` gave; null: nothing was read yet. */
  constructor(state: JsonValue = null) {
    this.kept =
      state === null
        ? {
            name: null,
            title: null,
            firstMessage: null,
            model: null,
            tokens: null,
            source: null,
            lastTime: null,
            lastTurn: 'none',
            isTask: false,
            hasFailed: false,
          }
        : { ...(state as unknown as State) };
  }

  state(): JsonValue {
    return { ...this.kept };
  }

  meta(payload: JsonObject): void {
    this.kept.source = sourceIn(payload.source);
  }

  time(time: string | null): void {
    this.kept.lastTime = time ?? this.kept.lastTime;
  }

  name(name: string | null): void {
    this.kept.name = name ?? this.kept.name;
  }

  model(model: string | null): void {
    this.kept.model = model ?? this.kept.model;
  }

  /** The bytes of a `token_count` (formats/codex.md, 7): the sum over the session stands in it first. */
  tokensIn(bytes: Buffer, start: number, end: number): void {
    const at = bytes.subarray(start, end).indexOf(TOKENS);
    const from = start + at + TOKENS.length;
    const told = at === -1 ? null : /^\d+/.exec(bytes.toString('latin1', from, Math.min(end, from + 20)))?.[0];
    this.kept.tokens = told === undefined || told === null ? this.kept.tokens : Number(told);
  }

  tokens(payload: JsonObject): void {
    const total = numberOf(objectOf(objectOf(payload.info)?.total_token_usage)?.total_tokens);
    this.kept.tokens = total ?? this.kept.tokens;
  }

  message(text: string): void {
    if (this.kept.firstMessage === null) {
      const clean = redact(requestOf(text).slice(0, LOOKED_AT));
      this.kept.firstMessage = lineOf(clean, PREVIEW);
      this.kept.title = promptOf(clean);
    }
    if (!this.kept.isTask) {
      this.kept.lastTurn = 'open';
      this.kept.hasFailed = false;
    }
  }

  begin(): void {
    this.kept.isTask = true;
    this.kept.lastTurn = 'open';
    this.kept.hasFailed = false;
  }

  end(payload: JsonObject): void {
    const isWell = !this.kept.hasFailed && objectOf(payload.error) === null;
    this.kept.lastTurn = payload.type === 'turn_aborted' ? 'aborted' : isWell ? 'completed' : 'failed';
    this.kept.isTask = false;
  }

  call(): void {
    if (!this.kept.isTask && this.kept.lastTurn === 'completed') {
      this.kept.lastTurn = 'open';
    }
  }

  answer(): void {
    if (!this.kept.isTask && this.kept.lastTurn === 'open') {
      this.kept.lastTurn = 'completed';
    }
  }

  failure(): void {
    this.kept.hasFailed = true;
    if (!this.kept.isTask && this.kept.lastTurn !== 'none') {
      this.kept.lastTurn = 'failed';
    }
  }

  summary(source: TraceSource, session: Session, turns: readonly Turn[], probe: SourceProbe): SessionSummary {
    const { name, title, firstMessage, lastTime, model, tokens, lastTurn } = this.kept;
    return {
      title: name === null ? title : titleOf(name),
      firstMessage,
      turns: turns.filter((turn) => turn.session === session).length,
      archived: source.path.startsWith('archived_sessions/'),
      createdAt: session.startedAt,
      updatedAt: probe.lastTime ?? lastTime,
      model,
      tokens,
      source: this.kept.source,
      lastTurn,
    };
  }
}

/** A name that a person gave, as it is shown. */
export function titleOf(name: string): string {
  return lineOf(redact(name.slice(0, LOOKED_AT)), TITLE);
}

/** `source` of a `session_meta`, in its forms (formats/codex.md, 4). */
function sourceIn(value: unknown): string | null {
  const told = objectOf(value);
  if (told === null) {
    return textOf(value);
  }
  return textOf(told.custom) ?? Object.keys(told)[0] ?? null;
}
