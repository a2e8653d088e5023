import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { patchOf, Rollout, uuid7 } from '../support/codex-rollout.js';
import { type Answer, answerTo } from '../support/run-cli.js';
import { TempDir } from '../support/temp-dir.js';

type Json = Record<string, unknown>;

/** A project folder, a home of an agent beside it, and a folder of our own. */
export class LedgerLab {
  readonly dir = new TempDir();
  readonly home = join(this.dir.path, 'codex');
  readonly own = join(this.dir.path, 'own');
  readonly project = join(this.dir.path, 'project');

  constructor() {
    mkdirSync(this.project);
  }

  remove(): void {
    this.dir.remove();
  }

  /** Writes a session that worked in the project. @returns its id. */
  session(n: number, fill: (rollout: Rollout) => void, meta: Json = {}): string {
    const id = uuid7(n * 1000, n);
    const rollout = new Rollout();
    rollout.second = n;
    rollout.meta({ id, cwd: this.project, ...meta });
    fill(rollout);
    this.write(this.traceOf(id), rollout.text());
    return id;
  }

  traceOf(id: string): string {
    return join(this.home, `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${id}.jsonl`);
  }

  /** A transcript of CodexChat. @returns its path. */
  transcript(thread: string, content: string, project = this.project): string {
    return this.write(join(project, 'chats', 'threads', `${thread}.md`), content);
  }

  write(file: string, content: string | Uint8Array): string {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  ask(argv: readonly string[], change: Parameters<typeof answerTo>[1] = {}): Promise<Answer> {
    const index = argv.includes('--index') ? [] : ['--no-index'];
    const homes = ['--codex-home', this.home, '--no-car', ...index];
    // Homes that this machine's user has are nobody's business here.
    const variables = { AI_BLAME_HOME: this.own };
    return answerTo([...argv, ...homes], {
      cwd: this.project,
      variables,
      home: join(this.dir.path, 'nobody'),
      ...change,
    });
  }

  async json(argv: readonly string[], exitCode = 0) {
    const answer = await this.ask([...argv, '--json']);
    if (answer.exitCode !== exitCode) throw new Error(`ended with ${answer.exitCode}: ${answer.stderr}`);
    return JSON.parse(answer.stdout);
  }

  /** The ledger that an export prints. */
  async ledger(session: string, ...argv: string[]) {
    const { exitCode, stdout, stderr } = await this.ask(['ledger', 'export', session, '--output', '-', ...argv]);
    if (exitCode !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }

  /** `sequence kind status timestamp title|text` of its entries, in short. */
  async lines(session: string, ...argv: string[]): Promise<string[]> {
    const { entries } = await this.ledger(session, ...argv);
    return entries.map(({ kind, status, timestamp, method, title, text }: Record<string, string>) =>
      [kind, status, (timestamp ?? '').slice(14, 19), method, title, text]
        .filter((part) => part !== undefined)
        .join(' | '),
    );
  }

  ownLedger(id: string): string {
    return join(this.own, 'ledgers', 'codex', `${id.toUpperCase()}.ledger.json`);
  }

  ownMarker(id: string): string {
    return join(this.own, 'ledgers', 'codex', '.ledger-backfill', `${id.toUpperCase()}.json`);
  }
}

export function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}

/** One turn that patches a file, runs a command, and ends. */
export function oneTurn(rollout: Rollout): void {
  rollout
    .says('Add a max option')
    .record('turn_context', { model: 'gpt-demo' })
    .call('shell', { command: ['bash', '-lc', 'npm test'], workdir: 'web' }, 'c1')
    .output('c1', JSON.stringify({ output: 'secret output', metadata: { exit_code: 1 } }))
    .patched(patchOf('*** Add File: max.js', '+max', '*** Add File: a.js', '+a'), 'c2')
    .event({ type: 'agent_message', message: 'Done — see max.js.' });
}
