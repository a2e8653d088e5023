import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { agentsCommit, noted, notesWorld, writeIn } from '../notes/notes-lab.js';
import { corpusTest } from '../support/corpus-test.js';
import { answerTo } from '../support/run-cli.js';

interface WhogititNote {
  readonly session: { readonly model: { readonly id: string } };
  readonly prompts: readonly unknown[];
  readonly files: readonly {
    readonly path: string;
    readonly lines: readonly { readonly content: string; readonly source: { readonly type: string } }[];
  }[];
}

interface KnownNote {
  readonly commit: string;
  readonly ref: string;
  readonly model: { readonly id: string };
  readonly prompts: number;
  readonly files: Readonly<Record<string, string>>;
  readonly lines_by_source: Readonly<Record<string, number>>;
}

function whogititNotes(corpus: string): { known: KnownNote; text: string; note: WhogititNote }[] {
  const folder = join(corpus, 'whogitit-notes');
  return (JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as KnownNote[]).map((known) => {
    const text = readFileSync(join(folder, `${known.commit}.${known.ref.split('/').at(-1)}.json`), 'utf8');
    return { known, text, note: JSON.parse(text) as WhogititNote };
  });
}

function blobOf(lines: readonly { readonly content: string }[]): string {
  const bytes = Buffer.from(lines.map(({ content }) => `${content}\n`).join(''));
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** No page of formats tells this format, so that it is not read: what counts is that nothing of it is taken for anything. */
describe('whogitit-notes: notes of another program, of its own format', () => {
  corpusTest(
    'the texts of the lines are those of the blobs; models, prompts and sources are those of the list',
    (corpus) => {
      const all = whogititNotes(corpus);
      expect(all).toHaveLength(4);
      for (const { known, note } of all) {
        expect([note.session.model.id, note.prompts.length]).toEqual([known.model.id, known.prompts]);
        expect(Object.fromEntries(note.files.map(({ path, lines }) => [path, blobOf(lines)]))).toEqual(known.files);
        const sources = note.files.flatMap(({ lines }) => lines.map(({ source }) => source.type));
        const counted = Object.fromEntries(
          [...new Set(sources)].map((type) => [type, sources.filter((s) => s === type).length]),
        );
        expect(counted).toEqual(known.lines_by_source);
      }
    },
  );

  corpusTest('under their own refs they change no answer, and are left as they are', async (corpus) => {
    const world = notesWorld();
    try {
      const { commit } = agentsCommit(world);
      const files = whogititNotes(corpus).flatMap(({ note }) => note.files);
      for (const { path, lines } of files) world.write({ [path]: lines.map(({ content }) => `${content}\n`).join('') });
      const theirs = world.commit('Theirs');
      const before = files.map(({ path }) => world.blame(path));
      expect(
        before.flatMap(({ lines }) => lines.map(({ origin }) => origin)).every((origin) => origin === 'commit'),
      ).toBe(true);
      for (const { text } of whogititNotes(corpus)) {
        for (const ref of ['whogitit', 'ai-blame']) {
          for (const told of [commit, theirs]) world.repo.git('notes', `--ref=${ref}`, 'add', '-f', '-m', text, told);
        }
      }
      const refs = (): string => world.repo.git('for-each-ref', 'refs/notes/whogitit', 'refs/notes/ai-blame');
      const held = refs();
      await writeIn(world);
      expect(refs()).toBe(held);
      expect(files.map(({ path }) => world.blame(path))).toEqual(before);
    } finally {
      world.remove();
    }
  });

  corpusTest('in the place of a note of ours one is told as unreadable, and names no agent', (corpus) => {
    for (const { text, note } of whogititNotes(corpus)) {
      const world = notesWorld();
      try {
        const [file] = note.files;
        world.write({ [file?.path ?? '']: (file?.lines ?? []).map(({ content }) => `${content}\n`).join('') });
        noted(world.commit('Theirs'), text, world.repo);
        const { lines, edits, warnings } = world.blame(file?.path ?? '');
        expect([[...new Set(lines.map(({ origin }) => origin))], edits]).toEqual([['commit'], {}]);
        expect(warnings.map(({ code }) => code).filter((code) => code.startsWith('note_'))).toEqual(['note_malformed']);
      } finally {
        world.remove();
      }
    }
  });
});

interface FlatRecord {
  readonly schema: string;
  readonly session_id: string;
  readonly file_path: string;
  readonly tool: string;
}

/** Not the record that the specification has, so that it is refused as a whole. */
describe('agent-trace-lazyusage: a dialect with one flat object for each range', () => {
  const recordsOf = (corpus: string): FlatRecord[] =>
    readFileSync(join(corpus, 'agent-trace-lazyusage/traces.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as FlatRecord);

  corpusTest('records, sessions, tools and files are as many as are known; two paths lie elsewhere', (corpus) => {
    const records = recordsOf(corpus);
    const distinct = (of: (record: FlatRecord) => string): number => new Set(records.map(of)).size;
    const byTool = (tool: string): number => records.filter((record) => record.tool === tool).length;
    expect([records.length, byTool('Edit'), byTool('Write')]).toEqual([35, 28, 7]);
    expect([distinct(({ session_id }) => session_id), distinct(({ file_path }) => file_path)]).toEqual([2, 16]);
    expect(new Set(records.map(({ schema }) => schema))).toEqual(new Set(['agent-trace/v0.1.0']));
    const files = [...new Set(records.map(({ file_path }) => file_path))];
    expect(files.every((path) => path.startsWith('/'))).toBe(true);
    expect(files.filter((path) => !path.includes('/src/tries/'))).toHaveLength(2);
  });

  corpusTest('importing it is refused at its first record, and keeps nothing', async (corpus) => {
    const world = notesWorld();
    try {
      const own = join(world.base, 'own');
      const { exitCode, stdout, stderr } = await answerTo(
        ['import', 'agent-trace', join(corpus, 'agent-trace-lazyusage/traces.jsonl')],
        { cwd: world.repo.dir, home: join(world.base, 'other'), variables: { AI_BLAME_HOME: own } },
      );
      expect([exitCode, stdout, stderr]).toEqual([4, '', expect.stringContaining('line 1: version is no text')]);
      expect(existsSync(own) ? readdirSync(own) : []).toEqual([]);
    } finally {
      world.remove();
    }
  });
});
