import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { AgentAdapter } from '../agents/agent-adapter.js';
import { AiBlameError } from '../errors.js';
import { lastTimeOf } from '../ledger/entries.js';
import { isLegacyTranscript, readLegacyTranscripts } from '../ledger/legacy-transcript.js';
import { NO_TIME, wholeSeconds } from '../ledger/times.js';
import { readTranscript } from '../ledger/transcript.js';
import { TurnsOfFacts } from '../ledger/turns-of-facts.js';
import { threadIdOf } from '../ledger/uuid.js';
import type { Warning } from '../model/diagnostic.js';
import type { LedgerSource, LedgerTurn } from '../model/ledger.js';
import type { Session, TraceSource } from '../model/session.js';
import type { Redactor } from '../secrets/redactor.js';
import { ledgerSourceOf } from '../store/ledger-files.js';
import { threadOfFileName, transcriptText } from '../store/transcript-files.js';
import { withLines } from './damaged-lines.js';

/** What `LedgerSource.agent` says of a conversation that another program keeps, and no agent. */
export const ARCHIVE = 'archive';

/** A conversation that a ledger can be made of. */
export interface LedgerThread {
  /** The agent's id, or `archive`. */
  readonly agent: string;
  /** As the agent names it. */
  readonly session: string;
  /** UUID, uppercase. */
  readonly thread: string;
  /** As the source records it; empty where it does not. */
  readonly projectPath: string;
  /** Absolute. */
  readonly file: string;
  /** Its files as they are now; null where they cannot be read. */
  source(): LedgerSource | null;
  /**
   * Tells its turns, one by one, in order.
   * @param redactor takes secrets out of texts; null: they stay in.
   * @throws AiBlameError UNREADABLE where nothing in it can be used.
   */
  tell(onTurn: (turn: LedgerTurn) => void, redactor: Redactor | null): ToldThread;
}

interface ToldThread {
  /** Of the last record, ISO 8601 in whole seconds. */
  readonly lastTime: string;
  readonly warnings: readonly Warning[];
}

/** A session of an agent. */
export function threadOfSession(adapter: AgentAdapter, source: TraceSource, session: Session): LedgerThread {
  const file = join(source.home, source.path);
  const { id } = session;
  const thread = threadIdOf(source.agent, id);
  return {
    agent: source.agent,
    session: id,
    thread,
    projectPath: session.cwd ?? '',
    file,
    source: () => (isOneFile(source) ? ledgerSourceOf(source) : toldSourceOf(adapter, source)),
    tell(onTurn, redactor) {
      const turns = new TurnsOfFacts(thread, session.startedAt, onTurn);
      adapter.history(source, (fact, detail = {}) => {
        const { text } = detail;
        turns.take(fact, text === undefined || redactor === null ? detail : { ...detail, text: redactor.clean(text) });
      });
      turns.end();
      const warnings = withLines(adapter, source, adapter.read(source).warnings);
      return { lastTime: wholeSeconds(turns.lastTime ?? session.startedAt ?? NO_TIME) ?? NO_TIME, warnings };
    },
  };
}

/** Whether all that is told of a session stands in one file of its own. */
function isOneFile({ kind, companions = [] }: TraceSource): boolean {
  return (kind === 'jsonl' || kind === 'jsonl.zst') && companions.length === 0;
}

/** Of a session in a database, or in many files: what it tells stands for the bytes of its own. */
function toldSourceOf(adapter: AgentAdapter, source: TraceSource): LedgerSource {
  const hash = createHash('sha256');
  let bytes = 0;
  adapter.history(source, (fact, detail = {}) => {
    const text = `${JSON.stringify([fact, detail])}\n`;
    hash.update(text, 'utf8');
    bytes += Buffer.byteLength(text, 'utf8');
  });
  return { agent: source.agent, path: source.path, bytes, sha256: hash.digest('hex') };
}

/**
 * A conversation that CodexChat keeps as a transcript.
 * @param project absolute.
 * @param paths relative to it, with `/`: one, or of the older form several.
 */
export function threadOfTranscript(thread: string, project: string, paths: readonly string[]): LedgerThread {
  const [path = '', ...companions] = paths;
  const file = join(project, path);
  const source: TraceSource = { agent: ARCHIVE, home: project, path, kind: 'json', size: 0, companions };
  return {
    agent: ARCHIVE,
    session: thread,
    thread,
    projectPath: project,
    file,
    source: () => ledgerSourceOf(source),
    tell(onTurn, redactor) {
      const texts = paths.map((each) => transcriptText(join(project, each)));
      const [first = ''] = texts;
      if (!isAnyTranscript(first)) throw nothingUsable(file);
      const { turns, warnings } = isLegacyTranscript(first)
        ? readLegacyTranscripts(thread, texts, path)
        : readTranscript(first, path);
      if (turns.length === 0 && warnings.length > 0) throw nothingUsable(file);
      for (const turn of turns) onTurn(redactor === null ? turn : redactedTurn(turn, redactor));
      return { lastTime: lastTimeOf(turns) ?? NO_TIME, warnings };
    },
  };
}

/** A transcript that is named by its file. Its project is the folder that such files lie in, or its own. */
export function threadOfTranscriptFile(file: string): LedgerThread {
  const name = basename(file);
  const thread = threadOfFileName(name) ?? threadIdOf(ARCHIVE, name);
  const folders = file.split(/[\\/]/).slice(-4, -1);
  const isInProject = folders[1] === 'chats' && folders.length === 3;
  const project = isInProject ? dirname(dirname(dirname(file))) : dirname(file);
  return threadOfTranscript(thread, project, [isInProject ? `chats/${folders[2]}/${name}` : name]);
}

function redactedTurn(turn: LedgerTurn, redactor: Redactor): LedgerTurn {
  return {
    ...turn,
    userText: redactor.clean(turn.userText),
    assistantText: redactor.clean(turn.assistantText),
    cards: turn.cards.map((card) => ({ ...card, text: redactor.cleanDetail(card.text) })),
  };
}

/** Whether a text has anything of what every transcript has: its heading, or a turn's marker. */
function isAnyTranscript(text: string): boolean {
  return /^\ufeff?# (?:Thread Transcript|Chat Archive) for |<!-- CODEXCHAT_/.test(text);
}

function nothingUsable(file: string): AiBlameError {
  return new AiBlameError('UNREADABLE', `${file} holds no record that can be used`);
}
