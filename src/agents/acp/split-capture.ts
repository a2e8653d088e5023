import { createHash } from 'node:crypto';
import type { TraceSource } from '../../model/session.js';
import { scanRecords } from '../../scan/scan-records.js';
import { type JsonObject, objectOf, parsedObject, textOf } from '../json-values.js';
import type { ImportedTrace, SplitTraces } from '../trace-importer.js';
import { type CaptureLine, captureLineOf, type Sender } from './capture-line.js';
import { OpenRequests } from './open-requests.js';
import { withoutSecrets } from './without-secrets.js';

type MessageLine = Extract<CaptureLine, { kind: 'message' }>;

/** A line, and its number in the capture. */
interface KeptLine {
  readonly n: number;
  readonly text: string;
}

/** What a request is of, until its answer comes. */
interface Request {
  readonly line: KeptLine;
  readonly sessionId: string | null;
}

/** The sessions of a capture, each with the lines that are about it, as they are but for secrets. */
export function splitCapture(source: TraceSource, name: string | null): SplitTraces {
  const splitter = new Splitter();
  const { tooLarge } = scanRecords(source, {
    test: () => 'want',
    record: ({ bytes, line }) => splitter.line(bytes.toString('utf8'), line),
  });
  return { traces: splitter.traces(name), passedBy: splitter.passedBy + tooLarge };
}

class Splitter {
  passedBy = 0;
  #header: JsonObject | null = null;
  /** What every session of a connection begins with. */
  readonly #begun = new Map<string, KeptLine[]>();
  readonly #sessions = new Map<string, { readonly connection: string; readonly lines: KeptLine[] }>();
  readonly #requests = new OpenRequests<Request>();
  /** Of connections, and without one: what the agent calls itself. */
  readonly #agents = new Map<string, JsonObject>();

  line(text: string, n: number): void {
    const told = captureLineOf(text);
    if (told === null) this.passedBy++;
    else if (told.kind === 'header') this.#header ??= told.header;
    else this.#message(told, n, text);
  }

  traces(name: string | null): ImportedTrace[] {
    return [...this.#sessions].map(([session, { connection, lines }]) => {
      const agent = this.#agents.get(connection) ?? null;
      const told = textOf(objectOf(this.#header?.agent)?.name) ?? textOf(agent?.name);
      const named = name ?? told ?? 'unknown';
      const all = [...(this.#begun.get(connection) ?? []), ...lines].sort((a, b) => a.n - b.n);
      const head = JSON.stringify(this.#headerFor(named, agent));
      return {
        session,
        agent: `acp:${named}`,
        name: fileName(named, session),
        text: [head, ...all.map(({ text }) => text)].map((line) => `${line}\n`).join(''),
        records: all.length,
      };
    });
  }

  #headerFor(name: string, agent: JsonObject | null): JsonObject {
    const header = this.#header ?? { v: 1, kind: 'header', protocolVersion: 1 };
    return { ...header, agent: { ...agent, ...objectOf(header.agent), name } };
  }

  #message({ message, from, connection }: MessageLine, n: number, text: string): void {
    const method = textOf(message.method);
    const kept = withoutSecrets(parsedObject(text), text, message);
    if (method === null) {
      const asked = this.#requests.answered(connection, from, message);
      if (asked === null || kept === null) this.passedBy++;
      else this.#answer(asked.method, asked.request, message, { n, text: kept }, connection);
      return;
    }
    const sessionId = textOf(objectOf(message.params)?.sessionId);
    const line = { n, text: kept ?? '' };
    if (message.id !== undefined && message.id !== null) {
      const sender: Sender = from ?? 'client';
      this.#requests.ask(connection, sender, message.id, { method, request: { line, sessionId } });
    }
    if (sessionId !== null && kept !== null) this.#of(sessionId, connection).push(line);
    if (method === 'initialize' && kept !== null) this.#begins(connection, line);
  }

  #answer(method: string, { line, sessionId }: Request, message: JsonObject, kept: KeptLine, connection: string): void {
    const result = objectOf(message.result);
    if (method === 'initialize') {
      const agent = objectOf(result?.agentInfo);
      if (agent !== null) this.#agents.set(connection, agent);
      this.#begins(connection, kept);
    } else if (method === 'session/new') {
      const made = textOf(result?.sessionId);
      if (made !== null) this.#of(made, connection).push(line, kept);
    } else if (sessionId !== null) this.#of(sessionId, connection).push(kept);
  }

  #begins(connection: string, line: KeptLine): void {
    this.#begun.set(connection, [...(this.#begun.get(connection) ?? []), line]);
  }

  #of(session: string, connection: string): KeptLine[] {
    let known = this.#sessions.get(session);
    if (known === undefined) {
      known = { connection, lines: [] };
      this.#sessions.set(session, known);
    }
    return known.lines;
  }
}

/** Ids of sessions are free text: the file's name shows their beginning, and a hash of all of it. */
function fileName(agent: string, session: string): string {
  const plain = (text: string): string =>
    text
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40);
  const hash = createHash('sha256').update(`${agent}\0${session}`).digest('hex').slice(0, 12);
  return [plain(agent), plain(session), hash].filter((part) => part !== '').join('-');
}
