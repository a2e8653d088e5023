import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { type AuthorshipNote, parseNote } from '../../src/sharing/authorship-note.js';
import { mergeNote } from '../../src/sharing/merge-note.js';
import { notedLines } from '../../src/sharing/noted-lines.js';
import { sessionKey } from '../../src/sharing/tool-names.js';
import { agentsCommit, noted, notesWorld, writeIn } from '../notes/notes-lab.js';
import { corpusTest } from '../support/corpus-test.js';

interface KnownNote {
  readonly commit: string;
  readonly git_ai_version: string;
  readonly agents: readonly string[];
  readonly files: Readonly<
    Record<
      string,
      { readonly lines_in_file: number; readonly distinct_ai_lines: number; readonly known_human_lines: number }
    >
  >;
}

function notesOf(corpus: string): { known: KnownNote; text: string; note: AuthorshipNote }[] {
  const folder = join(corpus, 'gitai-notes');
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as KnownNote[];
  return index.map((known) => {
    const text = readFileSync(join(folder, `${known.commit}.note.txt`), 'utf8');
    const parsed = parseNote(text);
    if (parsed.kind !== 'note') throw new Error(JSON.stringify(parsed));
    return { known, text, note: parsed.note };
  });
}

describe('notes that git-ai wrote', () => {
  corpusTest('all of them are read', (corpus) => {
    const texts = readdirSync(join(corpus, 'gitai-notes')).filter((name) => name.endsWith('.note.txt'));
    expect(notesOf(corpus)).toHaveLength(texts.length);
    expect(texts).toHaveLength(14);
  });

  corpusTest('each file has as many lines by agents and by people as are known', (corpus) => {
    for (const { known, note } of notesOf(corpus)) {
      const counted = Object.entries(known.files).map(([path, { lines_in_file: count }]) => {
        const lines = notedLines(
          note,
          path,
          Array.from({ length: count }, (_, n) => n + 1),
        );
        const kinds = [...lines.values()].map(({ record }) => record.kind);
        return [path, kinds.filter((kind) => kind === 'agent').length, kinds.filter((kind) => kind === 'human').length];
      });
      expect(counted).toEqual(
        Object.entries(known.files).map(([path, of]) => [path, of.distinct_ai_lines, of.known_human_lines]),
      );
      expect(note.writer).toBe(known.git_ai_version);
    }
  });

  corpusTest('the ids of sessions are those that we would give them', (corpus) => {
    const keys = notesOf(corpus).flatMap(({ note }) =>
      [...note.records].flatMap(([key, record]) =>
        record.kind === 'agent' && key.startsWith('s_') ? [[key, sessionKey(record.tool, record.id)]] : [],
      ),
    );
    expect(keys.length).toBeGreaterThan(7);
    expect(keys.map(([, ours]) => ours)).toEqual(keys.map(([theirs]) => theirs));
  });

  corpusTest('written back where nothing is added, byte by byte', (corpus) => {
    for (const { text, note } of notesOf(corpus)) {
      expect(mergeNote(text, note, [])).toEqual({ text, added: 0, files: 0 });
      const taken = note.files.map(({ path, entries }) => {
        const [first] = entries[0]?.spans ?? [];
        return { path, agent: 'codex', session: 's', model: 'm', edit: 'e', lines: [first?.first ?? 1] };
      });
      expect(mergeNote(text, note, taken)).toEqual({ text, added: 0, files: 0 });
    }
  });

  corpusTest('what is added is all that changes', (corpus) => {
    for (const { known, text, note } of notesOf(corpus)) {
      const added = { path: 'added by us.ts', agent: 'codex', session: 's', model: 'm', edit: 'e', lines: [1, 2, 5] };
      const merged = mergeNote(text, note, [added]);
      const parsed = parseNote(merged?.text ?? '');
      if (parsed.kind !== 'note') throw new Error(known.commit);
      const [ours] = parsed.note.files.slice(-1);
      expect(ours?.path).toBe('added by us.ts');
      expect(parsed.note.files.slice(0, -1)).toEqual(note.files);
      const key = sessionKey('codex', 's');
      expect([...parsed.note.records].filter(([each]) => each !== key)).toEqual([...note.records]);
      // Lines of the text: every one of theirs is there, in their order.
      const rest = (merged?.text ?? '').split('\n');
      const lost = text.split('\n').filter((line) => {
        const at = rest.findIndex((each) => each.replace(/,$/, '') === line.replace(/,$/, ''));
        if (at >= 0) rest.splice(0, at + 1);
        return at < 0;
      });
      expect(lost).toEqual([]);
    }
  });

  corpusTest('beside notes that we write they stay as they are', async (corpus) => {
    const world = notesWorld();
    try {
      const { commit } = agentsCommit(world);
      const blobs = notesOf(corpus).map(({ known, text }) => [known.commit, noted(known.commit, text, world.repo)]);
      await writeIn(world);
      const listed = world.repo.git('notes', '--ref=ai', 'list').trim().split('\n');
      expect(listed.filter((line) => !line.endsWith(commit)).sort()).toEqual(
        blobs.map(([of, blob]) => `${blob} ${of}`).sort(),
      );
      expect(listed).toHaveLength(15);
    } finally {
      world.remove();
    }
  });
});
