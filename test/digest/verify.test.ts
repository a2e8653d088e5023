import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { VERIFY_EXAMPLES } from '../../src/cli/verify-help-texts.js';
import { runIn, runScript } from '../support/cli.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';
import { DigestLab, SAME, type Sealed } from './digest-lab.js';

/** Codex wrote two of three lines: one in a file that was committed since, one that was not. */
class Case {
  readonly world = new CodexWorld();
  readonly first: string;
  readonly second: string;
  readonly session: WorldSession;
  readonly lab: DigestLab;

  constructor() {
    const { world } = this;
    this.first = world.commit('First', { 'src/a.ts': 'one\n' });
    this.session = world.session();
    this.session.turn('Add two');
    this.session.patch('*** Update File: src/a.ts\n@@\n one\n+two', { 'src/a.ts': 'one\ntwo\n' });
    this.second = world.commit('Second');
    this.session.turn('Add three');
    this.session.patch('*** Update File: src/a.ts\n@@\n two\n+three', { 'src/a.ts': 'one\ntwo\nthree\n' });
    this.session.turn('Done?', { ghost: true }).say('Yes');
    const { cwd, home, variables, platform, now } = world.env();
    this.lab = new DigestLab(world.base, [], { cwd, home, variables, platform, now });
  }

  get rollout(): string {
    return `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${this.session.id}.jsonl`;
  }

  /** Number of the record that holds a text, from 1. */
  line(text: string): number {
    return this.session.lines.findIndex((line) => line.includes(text)) + 1;
  }

  /** Changes a record of the trace. */
  change(from: string, to: string): void {
    const text = readFileSync(this.session.path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(this.session.path, text.replace(from, to));
  }

  object(id: string): string {
    return join(this.world.repo.dir, '.git', 'objects', id.slice(0, 2), id.slice(2));
  }
}

let one: Case;
let sealed: Sealed;
beforeEach(async () => {
  one = new Case();
  sealed = await one.lab.seal('src/a.ts');
});
afterEach(() => one.world.remove());

const verify = () => one.lab.verify();

describe('the same', () => {
  test('nothing changed', async () => {
    expect(sealed.lines.map(({ origin }) => origin)).toEqual(['commit', 'agent', 'agent']);
    expect(await verify()).toEqual(SAME);
  });

  test('written anew with its keys in another order, and without white space', async () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, turned(member)]),
      );
    };
    one.lab.write(turned(sealed));
    expect(await verify()).toEqual(SAME);
  });

  test('the session went on with other files, and another session began', async () => {
    one.session.turn('Another').patch('*** Add File: b.ts\n+b', { 'b.ts': 'b\n' });
    one.world.session().turn('And another').say('Hello');
    expect(await verify()).toEqual(SAME);
  });

  test('HEAD moved on, which is noted: the file is as it was', async () => {
    one.world.commit('Third', { 'src/a.ts': 'one\ntwo\nthree\n', 'other.ts': 'x\n' });
    const { exitCode, findings } = await verify();
    // The last line has a commit now.
    expect(exitCode).toBe(1);
    expect(findings.slice(0, 1)).toEqual([expect.stringMatching(/^added commit [0-9a-f]{40}:src\/a\.ts$/)]);
    expect(findings).toContain('note repository repository.head');
  });

  test('HEAD moved on without the file', async () => {
    one.world.git('reset', '-q');
    one.world.write({ 'other.ts': 'x\n' });
    one.world.git('add', 'other.ts');
    one.world.git('commit', '-q', '-m', 'Other');
    expect(await verify()).toEqual({ ...SAME, findings: ['note repository repository.head'] });
  });

  test('the agent archived the trace, and compressed it', async () => {
    const moved = `archived_sessions/${one.rollout.split('/').at(-1)}.zst`;
    one.session.moveTo(moved);
    const { exitCode, outcome, findings } = await verify();
    expect([exitCode, outcome]).toEqual([0, 'same']);
    expect(findings.every((finding) => finding.startsWith('note '))).toBe(true);
    expect(findings.filter((finding) => finding.startsWith('note record'))).toHaveLength(4);
    const anew = await one.lab.seal('src/a.ts');
    expect(anew.digest.value).toBe(sealed.digest.value);
    expect(anew.digest.document).not.toBe(sealed.digest.document);
  });

  test('an older revision is asked again as that, whatever the file is now', async () => {
    await one.lab.seal('src/a.ts', '--rev', one.second.slice(0, 8));
    one.world.write({ 'src/a.ts': 'all new\n' });
    expect(await verify()).toEqual(SAME);
  });

  test('from a folder within the repository', async () => {
    const lab = new DigestLab(one.world.base, ['-C', join(one.world.repo.dir, 'src')], one.lab.env);
    expect(await lab.verify()).toEqual(SAME);
  });
});

describe('a changed record is named', () => {
  test('its text: the line that rests on it, too', async () => {
    const line = one.line('+three');
    one.change('+three', '+threE');
    const { exitCode, outcome, findings } = await verify();
    expect([exitCode, outcome]).toEqual([1, 'differs']);
    expect(findings).toContain(`changed record ${one.rollout}:${line} (call)`);
    expect(findings.filter((finding) => finding.startsWith('changed'))).toHaveLength(1);
  });

  test('so that it is no JSON any more', async () => {
    const line = one.line('+three');
    const text = one.session.lines[line - 1] as string;
    one.change(text, `!${text.slice(1)}`);
    const { exitCode, findings } = await verify();
    expect(exitCode).toBe(1);
    expect(findings).toContain(`changed record ${one.rollout}:${line} (call)`);
  });

  test('a byte that no answer tells', async () => {
    const line = one.line('"duration_seconds');
    one.change('duration_seconds\\":0.1', 'duration_seconds\\":0.2');
    expect(await verify()).toEqual({
      exitCode: 1,
      outcome: 'differs',
      findings: [`changed record ${one.rollout}:${line} (result)`],
    });
  });

  test('the message of its turn is told with the edit', async () => {
    const edit = sealed.lines[2]?.edit;
    one.change('"message":"Add three"', '"message":"Add thrice"');
    one.change('"text":"Add three"', '"text":"Add thrice"');
    expect(await verify()).toEqual({
      exitCode: 1,
      outcome: 'differs',
      findings: [`differs edits edits.${edit}.turn.prompt`],
    });
  });
});

describe('what is gone is named', () => {
  test('the trace', async () => {
    rmSync(one.session.path);
    const { exitCode, outcome, findings } = await verify();
    expect([exitCode, outcome]).toEqual([4, 'missing']);
    expect(findings.filter((finding) => finding.startsWith('missing record'))).toEqual(
      sealed.digest.inputs.records.map(({ path, line, role }) => `missing record ${path}:${line} (${role})`),
    );
  });

  test('the end of the trace', async () => {
    const line = one.line('+three');
    writeFileSync(
      one.session.path,
      one.session.lines
        .slice(0, line - 1)
        .map((text) => `${text}\n`)
        .join(''),
    );
    const { exitCode, outcome, findings } = await verify();
    expect([exitCode, outcome]).toEqual([4, 'missing']);
    expect(findings.filter((finding) => finding.startsWith('missing'))).toEqual([
      `missing record ${one.rollout}:${line} (call)`,
      `missing record ${one.rollout}:${line + 1} (result)`,
    ]);
  });

  test('a snapshot, its tree, or the content that it held', async () => {
    const { repo } = one.world;
    const [, ghost = ''] = one.session.ghosts;
    for (const id of [ghost, `${ghost}^{tree}`, `${ghost}:src`, `${ghost}:src/a.ts`]) {
      const object = one.object(repo.git('rev-parse', id).trim());
      const bytes = readFileSync(object);
      rmSync(object);
      const { exitCode, findings } = await verify();
      expect({ id, findings }).toEqual({
        id,
        findings: expect.arrayContaining([`missing snapshot ${ghost}:src/a.ts`]),
      });
      expect(exitCode).toBe(4);
      writeFileSync(object, bytes);
    }
    expect(await verify()).toEqual(SAME);
  });

  test('a commit that a line names', async () => {
    rmSync(one.object(one.first));
    const { exitCode, findings } = await verify();
    expect(exitCode).toBe(4);
    expect(findings).toContain(`missing commit ${one.first}:src/a.ts`);
  });

  test('an object that holds what is not its own is damaged', async () => {
    const blob = one.world.repo.git('rev-parse', `${one.first}:src/a.ts`).trim();
    const other = one.world.repo.git('rev-parse', `${one.second}:src/a.ts`).trim();
    const object = one.object(blob);
    rmSync(object);
    writeFileSync(object, readFileSync(one.object(other)));
    const { exitCode, findings } = await verify();
    expect(exitCode).toBe(4);
    expect(findings).toContain(`missing commit ${one.first}:src/a.ts`);
  });

  test('the file', async () => {
    rmSync(join(one.world.repo.dir, 'src/a.ts'));
    expect(await verify()).toEqual({ exitCode: 4, outcome: 'missing', findings: ['missing file src/a.ts'] });
  });

  test('the revision', async () => {
    await one.lab.seal('src/a.ts', '--rev', one.second);
    one.world.git('update-ref', 'refs/heads/main', one.first);
    rmSync(one.object(one.second));
    const { exitCode, findings } = await verify();
    expect(exitCode).toBe(4);
    expect(findings).toContain(`missing commit ${one.second}`);
  });
});

test('a file that was edited is named; what else there is is held against the answer all the same', async () => {
  one.world.write({ 'src/a.ts': 'one\ntwo\nthree!\n' });
  expect(await verify()).toEqual({ exitCode: 1, outcome: 'differs', findings: ['changed file src/a.ts'] });
  one.change('+three', '+threE');
  const { findings } = await verify();
  expect(findings).toEqual(['changed file src/a.ts', `changed record ${one.rollout}:${one.line('+three')} (call)`]);
});

test('an edit that came since is named', async () => {
  one.session
    .turn('Four')
    .patch('*** Update File: src/a.ts\n@@\n three\n+four', { 'src/a.ts': 'one\ntwo\nthree\nfour\n' });
  one.session
    .turn('Not four')
    .patch('*** Update File: src/a.ts\n@@\n three\n-four', { 'src/a.ts': 'one\ntwo\nthree\n' });
  const { exitCode, outcome, findings } = await verify();
  expect([exitCode, outcome]).toEqual([1, 'differs']);
  expect(findings.filter((finding) => finding.startsWith('added record'))).toHaveLength(4);
});

test('the examples of the help run', async () => {
  one.world.write({ 'src/app.ts': 'x\n' });
  one.world.commit('Third');
  expect(VERIFY_EXAMPLES).toHaveLength(4);
  for (const [example] of VERIFY_EXAMPLES) {
    const { code, stderr } = runScript(one.world, example.replace('$0', 'ai-blame'));
    expect({ example, code, stderr }).toEqual({ example, code: 0, stderr: '' });
  }
  const told = runIn(one.world, ['verify', 'app.json']);
  expect(told.stdout).toMatch(
    /^ok {2}src\/app\.ts: the same evidence gives the same answer\nChecked: 1 line, 0 records, 0 snapshots, 1 commit\nSHA256: [0-9a-f]{64}\n$/,
  );
  one.world.write({ 'src/app.ts': 'xy\n' });
  const { code, stdout } = runIn(one.world, ['verify', 'app.json']);
  expect(code).toBe(1);
  expect(stdout.split('\n').slice(0, 2)).toEqual([
    'NO  src/app.ts: not the same',
    expect.stringMatching(
      /^ {2}changed {2}src\/app\.ts is not what it was: 2 bytes with SHA-256 [0-9a-f]{12}, now 3 bytes with/,
    ),
  ]);
});

describe('a document that was changed by hand is told, part by part', () => {
  let kept: Case;
  let document: Sealed;
  beforeAll(async () => {
    kept = new Case();
    document = await kept.lab.seal('src/a.ts');
  });
  afterAll(() => kept.world.remove());

  type Change = readonly [what: string, change: (it: Mutable) => void, findings: readonly string[]];
  // biome-ignore lint/suspicious/noExplicitAny: the document is torn on purpose.
  type Mutable = any;
  const edit = (it: Mutable) => Object.keys(it.edits)[0] as string;
  const CHANGES: readonly Change[] = [
    ['a line', (it) => (it.lines[1].origin = 'commit'), ['altered lines lines', 'differs lines lines[1].origin']],
    ['the text of one', (it) => (it.lines[0].text = 'two'), ['altered lines lines', 'differs lines lines[0].text']],
    ['a line less', (it) => it.lines.pop(), ['altered lines lines', 'differs lines lines[2]']],
    ['a model', (it) => (it.edits[edit(it)].model = 'x'), ['altered edits edits', 'differs edits edits.EDIT.model']],
    ['a commit', (it) => (Object.values<Mutable>(it.commits)[0].author = 'Eve'), ['altered commits commits']],
    ['a sum', (it) => (it.summary.agent = 3), ['altered summary summary', 'differs summary summary.agent']],
    ['the path', (it) => (it.path = 'src/b.ts'), ['altered path path', 'missing file src/b.ts']],
    ['the schema', (it) => (it.schema = 'ai-blame/blame@2'), ['altered schema schema', 'differs schema schema']],
    ['a key more', (it) => (it.note = 'all well'), ['altered note note', 'differs note note']],
    ['a key less', (it) => delete it.summary, ['altered summary summary', 'differs summary summary']],
    ['the repository', (it) => (it.repository.root = '/x'), ['altered document digest.document']],
    [
      'HEAD',
      (it) => (it.repository.head = null),
      ['altered document digest.document', 'note repository repository.head'],
    ],
    [
      'warnings',
      (it) => it.warnings.push({ code: 'x' }),
      ['altered document digest.document', 'note warnings warnings[0]'],
    ],
    ['where a trace lies', (it) => (it.edits[edit(it)].trace.path = 'x'), ['altered document digest.document']],
    ['the question', (it) => (it.digest.question.minEvidence = 'exact'), ['altered question digest.question']],
    ['a question that is none', (it) => (it.digest.question = 7), ['altered question digest.question']],
    ['a record', (it) => (it.digest.inputs.records[0].sha256 = '0'), ['altered inputs digest.inputs']],
    ['a record less', (it) => it.digest.inputs.records.pop(), ['altered inputs digest.inputs']],
    [
      'the file',
      (it) => (it.digest.inputs.files[0].sha256 = '0'),
      ['altered inputs digest.inputs', 'changed file src/a.ts'],
    ],
    ['inputs that are none', (it) => (it.digest.inputs = null), ['altered inputs digest.inputs']],
    ['a digest of a part', (it) => (it.digest.parts.lines = '0'), ['altered digest digest.parts.lines']],
    ['the digest', (it) => (it.digest.value = '0'), ['altered digest digest.value']],
    ['the digest of the document', (it) => (it.digest.document = '0'), ['altered document digest.document']],
  ];

  test.each(CHANGES)('%s', async (_what, change, expected) => {
    const it = structuredClone(document);
    change(it);
    kept.lab.write(it);
    const { exitCode, outcome, findings } = await kept.lab.verify();
    expect({ exitCode, outcome, findings }).toEqual({
      exitCode: 1,
      outcome: 'differs',
      findings: expect.arrayContaining(expected.map((one) => one.replace('EDIT', edit(document)))),
    });
    expect(findings.filter((finding) => finding.startsWith('altered'))).toHaveLength(1);
  });

  test('who makes all digests anew is found out by the evidence', async () => {
    // A document of another world, in which another line was written.
    const forged = new Case();
    forged.change('+three', '+THREE');
    forged.world.write({ 'src/a.ts': 'one\ntwo\nTHREE\n' });
    const other = await forged.lab.seal('src/a.ts');
    forged.world.remove();
    kept.lab.write(other);
    const { exitCode, findings } = await kept.lab.verify();
    expect(exitCode).toBe(1);
    expect(findings).toContain('changed file src/a.ts');
  });
});

describe('what is no sealed answer', () => {
  const refused = async (text: string) => {
    writeFileSync(one.lab.document, text);
    const { exitCode, stdout, stderr } = await one.lab.ask('verify', one.lab.document);
    expect(stdout).toBe('');
    return [exitCode, stderr.replace(one.lab.document, 'FILE')];
  };

  test.each([
    ['no JSON', '{"schema": "ai-blame/bl', 4, 'FILE is damaged: it is no JSON in UTF-8'],
    ['nothing', '', 4, 'FILE is damaged: it is no JSON in UTF-8'],
    [
      'no digest',
      '{"schema":"ai-blame/blame@1"}',
      2,
      'FILE has no digest to verify (ai-blame FILE --json --digest writes one)',
    ],
    ['a list', '[]', 2, 'FILE has no digest to verify (ai-blame FILE --json --digest writes one)'],
    [
      'a form that is not known',
      '{"digest":{"form":"ai-blame/digest@9","algorithm":"sha256"}}',
      2,
      'The digest of FILE is of a form that is not known: ai-blame/digest@9, sha256 (Known is ai-blame/digest@1, sha256)',
    ],
  ])('%s', async (_what, text, exitCode, message) => {
    expect(await refused(text)).toEqual([exitCode, message]);
  });

  test('no file', async () => {
    const { exitCode, stderr } = await one.lab.ask('verify', 'nowhere.json');
    expect([exitCode, stderr]).toEqual([3, 'There is no file nowhere.json']);
  });

  test('usage', async () => {
    expect((await one.lab.ask('verify')).exitCode).toBe(2);
    expect((await one.lab.ask('verify', 'a', 'b')).exitCode).toBe(2);
    const { exitCode, stderr } = await one.lab.ask('blame', 'src/a.ts', '--digest');
    expect([exitCode, stderr]).toEqual([2, '--digest is a part of the JSON: it needs --json']);
  });
});
