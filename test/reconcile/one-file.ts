import { openRepository } from '../../src/git/repository.js';
import type { FileChangeBody, FileChangeEvent, Outcome } from '../../src/model/agent-event.js';
import type { EditRecord } from '../../src/model/edit-record.js';
import type { Session, Turn } from '../../src/model/session.js';
import { reconcilePath } from '../../src/reconcile/reconcile-path.js';
import { SnapshotView } from '../../src/reconcile/snapshot-view.js';
import type { TimelineEntry } from '../../src/reconcile/timeline.js';
import { GitRepo } from '../support/git.js';

const PATH = 'f.txt';

/** The timeline of one file, as any agent may leave it: what records tell is said by the test. */
export class OneFile {
  readonly repo = new GitRepo();
  readonly #entries: TimelineEntry[] = [];
  readonly #bodies = new Map<FileChangeEvent, FileChangeBody>();
  readonly #reads = new Map<TimelineEntry, string>();
  #turn: Turn | null = null;

  /** A turn of a session begins; what follows is its. */
  turn(id: string, index = 1): this {
    const session: Session = {
      agent: 'some-agent',
      id,
      parentId: null,
      forkedFrom: null,
      agentVersion: null,
      provider: null,
      startedAt: null,
      startedNear: null,
      cwd: '/w',
      git: null,
    };
    this.#turn = { session, index, id: null, startedAt: null, prompt: '' };
    return this;
  }

  change(body: FileChangeBody, options: { op?: FileChangeEvent['op']; outcome?: Outcome } = {}): this {
    const { op = 'modify', outcome = 'applied' } = options;
    const base = this.#base();
    const event: FileChangeEvent = {
      ...base,
      kind: 'file_change',
      op,
      path: `/w/${PATH}`,
      oldPath: null,
      outcome,
      callId: `call-${base.seq}`,
      tool: 'Edit',
      body: base.trace,
      place: 0,
    };
    this.#bodies.set(event, body);
    this.#entries.push({ kind: 'change', event, path: PATH, oldPath: null });
    return this;
  }

  replace(old: string, text: string, before?: string | null): this {
    const steps = [{ old, text, all: false, takesLineEnd: false }];
    return this.change({ tellings: [{ kind: 'replacements', steps }], ...(before === undefined ? {} : { before }) });
  }

  read(content: string): this {
    const base = this.#base();
    const event = {
      ...base,
      kind: 'read' as const,
      path: `/w/${PATH}`,
      lines: null,
      whole: true,
      outcome: 'applied' as const,
      callId: null,
      tool: 'Read',
      body: base.trace,
    };
    const entry: TimelineEntry = { kind: 'read', event, path: PATH };
    this.#reads.set(entry, content);
    this.#entries.push(entry);
    return this;
  }

  /** It was shown some lines, of which the record does not tell the text. */
  look(): this {
    const base = this.#base();
    const lines = { first: 1, last: 2 };
    const told = { path: `/w/${PATH}`, lines, whole: false, outcome: 'applied', callId: null, tool: 'Read' } as const;
    this.#entries.push({ kind: 'read', event: { ...base, ...told, kind: 'read', body: base.trace }, path: PATH });
    return this;
  }

  /** A command of which nobody knows what it wrote. */
  run(text: string): this {
    const base = this.#base();
    const event = {
      ...base,
      kind: 'command' as const,
      cwd: '/w',
      text,
      body: base.trace,
      place: null,
      writes: 'any' as const,
      targets: [],
      exitCode: 0,
      outcome: 'applied' as const,
      callId: null,
      tool: 'Bash',
    };
    this.#entries.push({ kind: 'command', event, targets: [] });
    return this;
  }

  rewind(files: 'restored' | 'untouched' | 'unknown', turns: number): this {
    this.#entries.push({ kind: 'rewind', event: { ...this.#base(), kind: 'rewind', files, snapshot: null, turns } });
    return this;
  }

  /** Whose each line of `content` is, which the file holds now: session and evidence, or the kind of step. */
  writers(content: string | null): string[] {
    return this.#reconcile(content).writers;
  }

  records(content: string | null): readonly EditRecord[] {
    return this.#reconcile(content).records;
  }

  #reconcile(text: string | null): { writers: string[]; records: readonly EditRecord[] } {
    const repository = openRepository(this.repo.dir);
    try {
      const leftOut = {
        isIgnored: () => false,
        isTooLarge: () => false,
        hiddenFolders: () => new Set<string>(),
        lists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
      };
      const { chain, version, records } = reconcilePath({
        entries: this.#entries,
        repository,
        view: new SnapshotView(repository.objects, leftOut),
        texts: {
          change: (event) => this.#bodies.get(event) ?? { tellings: [] },
          command: () => ({ writes: [], substitutions: [] }),
          named: () => [],
          read: (entry) => this.#reads.get(entry) ?? null,
        },
        path: PATH,
        content: text === null ? null : Buffer.from(text),
      });
      const lines = text === null ? [] : text.split('\n').slice(0, -1);
      const steps = version === null ? [] : [...chain.stepsAt(version)];
      const writers = lines.map((line, n) => {
        const step = chain.steps[steps[n] ?? -1];
        const by =
          step?.kind === 'agent' ? `${step.edit.event.session.id} ${step.edit.evidence}` : (step?.kind ?? 'untraced');
        return `${line} ← ${by}`;
      });
      return { writers, records };
    } finally {
      repository.close();
    }
  }

  #base() {
    const turn = this.#turn;
    if (turn === null) throw new Error('no turn has begun');
    const seq = this.#entries.length + 1;
    const source = {
      agent: 'some-agent',
      home: '/h',
      path: `${turn.session.id}.jsonl`,
      kind: 'jsonl' as const,
      size: 1,
    };
    return {
      session: turn.session,
      turn,
      seq,
      time: new Date(Date.UTC(2026, 0, 1, 12, 0, seq)).toISOString(),
      model: 'm',
      trace: { source, line: seq, offset: seq * 100, length: 100 },
      inherited: false,
    };
  }
}
