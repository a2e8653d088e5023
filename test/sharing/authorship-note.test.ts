import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AuthorshipNote, parseNote } from '../../src/sharing/authorship-note.js';
import { type Attestation, isTellable, mergeNote, newNote } from '../../src/sharing/merge-note.js';
import { modelOf, notedLines } from '../../src/sharing/noted-lines.js';
import { agentOf, sessionKey, toolOf } from '../../src/sharing/tool-names.js';

const COMMIT = 'c'.repeat(40);

function read(text: string | undefined): AuthorshipNote {
  const parsed = parseNote(text ?? '');
  if (parsed.kind !== 'note') throw new Error(JSON.stringify(parsed));
  return parsed.note;
}

/** `path:line agent session model` of all that a note says, sorted. */
function told(note: AuthorshipNote, paths: readonly string[]): string[] {
  const lines = Array.from({ length: 40 }, (_, n) => n + 1);
  const all = [...new Set(paths)].flatMap((path) =>
    [...notedLines(note, path, lines)].map(([line, noted]) => {
      const { record } = noted;
      return `${path}:${line} ${record.kind === 'agent' ? `${record.tool} ${record.id} ${modelOf(noted)}` : record.author}`;
    }),
  );
  return all.sort();
}

const paths = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.constantFrom('a.ts', '---', '"', '"q"', ' x', 'x ', '  two', 'a\tb', 'ä', '\u00a0', '-', 'a/b c'),
  )
  .filter(isTellable)
  .filter((path) => path.trim() !== '' || path !== '');

/** Edits whose lines do not overlap, as no line has two writers. */
const attestations: fc.Arbitrary<Attestation[]> = fc
  .array(fc.tuple(paths, fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 30 })), { maxLength: 4 })
  .map((files) =>
    [...new Map(files)].flatMap(([path, owners]) =>
      [1, 2, 3, 4].flatMap((owner): Attestation[] => {
        const lines = owners.flatMap((of, n) => (of === owner ? [n + 1] : []));
        const agent = owner === 4 ? 'claude-code' : 'codex';
        const model = [null, 'small', 'big'][owner % 3] ?? null;
        return lines.length === 0 ? [] : [{ path, agent, session: `s${owner >> 1}`, model, edit: `e${owner}`, lines }];
      }),
    ),
  );

function expected(attested: readonly Attestation[]): string[] {
  const all = attested.flatMap(({ path, agent, session, model, lines }) =>
    lines.map((line) => `${path}:${line} ${toolOf(agent)} ${session} ${model}`),
  );
  return all.sort();
}

describe('notes of authorship', () => {
  test('what is written is read back: each line, its session and the model of its edit', () => {
    fc.assert(
      fc.property(attestations, (attested) => {
        const made = newNote(COMMIT, attested);
        if (made === null) {
          expect(attested).toEqual([]);
          return;
        }
        expect(
          told(
            read(made.text),
            attested.map(({ path }) => path),
          ),
        ).toEqual(expected(attested));
      }),
      { numRuns: 300 },
    );
  });

  test('the order in which edits are named does not matter', () => {
    fc.assert(
      fc.property(attestations, (attested) => {
        expect(newNote(COMMIT, attested.toReversed())).toEqual(newNote(COMMIT, attested));
      }),
    );
  });

  test('merging adds what is open, changes nothing that was attested, and is done after one time', () => {
    fc.assert(
      fc.property(attestations, attestations, (theirs, ours) => {
        const first = newNote(COMMIT, theirs);
        if (first === null) return;
        const renamed = ours.map((each) => ({ ...each, session: `o${each.session}`, edit: `o${each.edit}` }));
        const merged = mergeNote(first.text, read(first.text), renamed);
        const both = [...theirs, ...renamed].map(({ path }) => path);
        const taken = new Set(theirs.flatMap(({ path, lines }) => lines.map((line) => `${path}:${line}`)));
        const open = renamed.map((each) => ({
          ...each,
          lines: each.lines.filter((line) => !taken.has(`${each.path}:${line}`)),
        }));
        expect(told(read(merged?.text), both)).toEqual([...expected(theirs), ...expected(open)].sort());
        expect(mergeNote(merged?.text ?? '', read(merged?.text), renamed)).toEqual({
          text: merged?.text,
          added: 0,
          files: 0,
        });
      }),
      { numRuns: 300 },
    );
  });

  test('any text at all is read, or refused with a reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...' \n"-{}:,1a_s') }), (text) => {
        expect(['note', 'malformed', 'other-schema']).toContain(parseNote(text).kind);
      }),
      { numRuns: 500 },
    );
  });

  test('ranges that overlap ten thousand times over a million lines are read at once', () => {
    const ranges = Array(10_000).fill('1-4000000000').join(',');
    const text = `f\n  0123456789abcdef ${ranges}\n---\n${JSON.stringify({
      schema_version: 'authorship/3.0.0',
      prompts: { '0123456789abcdef': { agent_id: { tool: 'codex', id: 'x', model: 'm' } } },
    })}`;
    const lines = Array.from({ length: 1_000_000 }, (_, n) => n + 1);
    expect(notedLines(read(text), 'f', lines).size).toBe(1_000_000);
  });

  test('a note whose numbers would change is not merged into', () => {
    const text = 'f\n  h_00000000000001 1\n---\n{"schema_version":"authorship/3.0.0","n":12345678901234567890}';
    const ours = { path: 'f', agent: 'codex', session: 's', model: null, edit: 'e', lines: [1, 2] };
    expect(mergeNote(text, read(text), [ours])).toBeNull();
    expect(mergeNote(text, read(text), [{ ...ours, lines: [1] }])).toEqual({ text, added: 0, files: 0 });
  });

  test('line ends of Windows, blank lines, and files without entries', () => {
    const text = 'empty\r\nf\r\n\r\n  h_00000000000001 2,4-5 \r\n---\r\n{"schema_version":"authorship/3.0.0"}\r\n';
    expect(read(text).files).toEqual([
      { path: 'empty', entries: [] },
      {
        path: 'f',
        entries: [
          {
            key: 'h_00000000000001',
            spans: [
              { first: 2, last: 2 },
              { first: 4, last: 5 },
            ],
            line: 4,
          },
        ],
      },
    ]);
  });

  test('names of agents and tools', () => {
    expect(['codex', 'claude-code', 'gemini-cli', 'opencode', 'cursor', 'copilot-cli', 'acp:zed'].map(toolOf)).toEqual([
      'codex',
      'claude',
      'gemini',
      'opencode',
      'cursor',
      'copilot',
      'acp:zed',
    ]);
    // Two of ours are one tool of git-ai's: which of them it is nobody told.
    expect(['codex', 'claude', 'gemini', 'opencode', 'cursor', 'copilot', 'amp'].map(agentOf)).toEqual([
      'codex',
      'claude-code',
      'gemini-cli',
      'opencode',
      'cursor',
      'copilot',
      'amp',
    ]);
    // From a note that git-ai wrote (corpus, 31451725).
    expect(sessionKey('claude', '7904330e-caba-4122-be31-b819e81999c5')).toBe('s_53c2b266fceff9');
  });
});
