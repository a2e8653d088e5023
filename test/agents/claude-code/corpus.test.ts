import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, afterEach, describe, expect } from '@jest/globals';
import { claudeCodeAdapter } from '../../../src/agents/claude-code/adapter.js';
import { corpusFolder, corpusSource } from '../../support/corpus.js';
import { CorpusLab } from '../../support/corpus-lab.js';
import { corpusTest } from '../../support/corpus-test.js';

/** What is known of a session; the folders of the corpus explain it. Blob ids are of whole contents; paths are absolute. */
interface Truth {
  readonly session_id: string;
  readonly edits: readonly {
    readonly n: number;
    readonly path: string;
    readonly tool: string;
    readonly timestamp: string;
    readonly model: string;
    readonly version: string;
    readonly before: string | null;
    readonly after: string;
  }[];
  readonly files: Readonly<
    Record<
      string,
      {
        readonly final_blob: string;
        readonly lines: number;
        /** Line from 1, and the edit that wrote it or `base`. */
        readonly unambiguous_lines: readonly (readonly [number, number | 'base'])[];
      }
    >
  >;
}

const FOLDERS = ['claude-context-evaluator', 'claude-entire-cli'];
const CORPUS = corpusFolder();
const TRACES = FOLDERS.flatMap((folder) =>
  CORPUS === null
    ? []
    : readdirSync(join(CORPUS, folder))
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => `${folder}/${name}`),
);

/**
 * Lines that the truth calls the base's, though `git diff` has them taken out above and brought in anew: a `Write` put a copy of their
 * block before them.
 */
const MOVED: Readonly<Record<string, readonly number[]>> = {
  '7eb9199a878a-0.jsonl .github/workflows/ci.yml': [153, 158, 159],
};

/** What the replay came to, over all sessions. */
const came = { sessions: 0, edits: 0, files: 0, lines: 0 };

afterAll(() => {
  if (came.sessions === 0) return;
  const moved = Object.entries(MOVED).map(([file, lines]) => {
    return `${file}: lines ${lines.join(', ')} (a block was copied before them: the truth goes by git diff, which has them moved)`;
  });
  const { sessions, edits, files, lines } = came;
  process.stdout.write(
    `Claude Code: ${sessions} sessions, ${edits} edits; ${files} files end in the blobs of commits, none does not; ` +
      `${lines} lines have their writers; not compared: ${moved.join('; ')}\n`,
  );
});

let lab: CorpusLab | null = null;
afterEach(() => {
  lab?.remove();
  lab = null;
});

function truthOf(file: string): Truth {
  const truth = JSON.parse(readFileSync(file.replace(/\.jsonl$/, '.truth.json'), 'utf8')) as Truth;
  // Old checkpoints put the date before the session's id.
  return { ...truth, session_id: truth.session_id.replace(/^\d{4}-\d\d-\d\d-/, '') };
}

describe('sessions of nine and nine releases, whose last contents are the blobs of commits', () => {
  corpusTest('there are eighteen', () => expect(TRACES).toHaveLength(18));

  for (const trace of TRACES) {
    corpusTest(
      `${trace}: each edit, with the contents before and after; the last ones; who wrote the lines`,
      (corpus) => {
        const file = join(corpus, trace);
        const truth = truthOf(file);
        const { session, warnings } = claudeCodeAdapter().read(corpusSource(corpus, trace, 'claude-code'));
        expect([session.id, warnings]).toEqual([truth.session_id, []]);
        const root = session.cwd ?? '';
        const inside = (path: string): string => path.slice(root.length + 1);
        lab = new CorpusLab({ '.keep': '' }, root);
        lab.addTrace(file, `projects/${root.replace(/[^A-Za-z0-9-]/g, '-')}/${truth.session_id}.jsonl`);

        const { edits } = lab.edits();
        expect(
          edits
            .filter(({ evidence }) => evidence !== 'inferred')
            .map(({ path, tool, timestamp, model, agentVersion, evidence, session, before, after }) => [
              [path, tool, timestamp, model, agentVersion, evidence, session],
              [before.blob, after.blob],
            ]),
        ).toEqual(
          truth.edits.map(({ path, tool, timestamp, model, version, before, after }) => [
            [inside(path), tool, timestamp, model, version, 'exact', truth.session_id],
            [before, after],
          ]),
        );

        const blobs = Object.fromEntries(
          Object.entries(truth.files).map(([path, { final_blob }]) => [inside(path), final_blob]),
        );
        const rebuilt = lab.rebuilt(blobs);
        expect(Object.keys(rebuilt).filter((path) => rebuilt[path] === null)).toEqual([]);
        lab.repo.write(rebuilt);
        for (const [path, { unambiguous_lines }] of Object.entries(truth.files)) {
          const { lines, edits: known } = lab.blame(inside(path));
          const moved = MOVED[`${basename(trace)} ${inside(path)}`] ?? [];
          const sure = unambiguous_lines.filter(([line]) => !moved.includes(line));
          const found = sure.map(([line]) => {
            const { edit = null, origin } = lines[line - 1] ?? {};
            const record = edit === null ? undefined : known[edit];
            if (record === undefined) return [line, origin === 'preexisting' ? 'base' : origin];
            return [
              line,
              truth.edits.find((one) => one.timestamp === record.timestamp && inside(one.path) === inside(path))?.n,
            ];
          });
          expect([path, found]).toEqual([path, sure]);
          came.files++;
          came.lines += sure.length;
        }
        came.sessions++;
        came.edits += truth.edits.length;
      },
    );
  }
});

describe('fixtures of git-ai', () => {
  corpusTest('a session and its sub-agents are read without a warning', (corpus) => {
    const home = join(corpus, 'gitai-transcript-fixtures');
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /claude.*\.jsonl$/.test(name),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const path of files) {
      const { warnings } = claudeCodeAdapter().read(corpusSource(home, path, 'claude-code'));
      expect([path, warnings]).toEqual([path, []]);
    }
  });
});
