import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect } from '@jest/globals';
import { CorpusLab } from '../support/corpus-lab.js';
import { corpusTest } from '../support/corpus-test.js';

/** What is known of a rollout; each folder of the corpus explains it. Blob ids are of whole contents. */
interface Truth {
  readonly records: number;
  readonly session_id: string;
  readonly cli_version: string | null;
  readonly user_turns: number;
  readonly patch_calls: number;
  readonly patch_ok: number;
  readonly replay_error_records?: readonly number[];
  readonly paths_with_a_patch_that_could_not_be_replayed: readonly string[];
  readonly git: { readonly commit_hash: string; readonly repository_url: string };
  readonly edits: readonly {
    /** Number of the call's record, from 0. */
    readonly record: number;
    readonly call_id: string;
    readonly turn: number;
    readonly model: string | null;
    readonly files: readonly {
      readonly path: string;
      readonly op: 'A' | 'M' | 'D';
      readonly before: string | null;
      readonly after: string | null;
    }[];
  }[];
  readonly files: Readonly<
    Record<
      string,
      {
        readonly replay_complete: boolean;
        readonly final_blob: string;
        readonly lines: number;
        readonly base_blob: string | null;
        /** Line from 1, and the call that wrote it or `base`. */
        readonly unambiguous_lines: readonly (readonly [number, string])[];
      }
    >
  >;
}

interface TraceRecord {
  readonly timestamp?: string;
  readonly payload?: { readonly type?: string; readonly call_id?: string; readonly arguments?: string };
  readonly call_id?: string;
  readonly output?: string;
}

const ACTIONS = { A: 'create', M: 'modify', D: 'delete' } as const;

let lab: CorpusLab;
afterEach(() => lab.remove());

function truthOf(rollout: string): Truth {
  return JSON.parse(readFileSync(rollout.replace(/\.jsonl$/, '.truth.json'), 'utf8'));
}

function recordsOf(rollout: string): TraceRecord[] {
  const lines = readFileSync(rollout, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

function callOf(record: TraceRecord | undefined): string {
  return record?.payload?.call_id ?? record?.call_id ?? '';
}

/** Lays files out as the traces alone lead to them, which is right if they have the blob ids of the truth. */
function layOutFinalFiles(truth: Truth, paths: readonly string[]): void {
  const rebuilt = lab.rebuilt(Object.fromEntries(paths.map((path) => [path, truth.files[path]?.final_blob ?? ''])));
  expect(Object.keys(rebuilt).filter((path) => rebuilt[path] === null)).toEqual([]);
  lab.repo.write(rebuilt);
}

/**
 * Patches of `codex-openprintkit` that quote their lines with other white space than the file has. Codex places them all the
 * same; but as no snapshot saw the file, somebody else may have changed that white space, so they are not `exact`.
 */
const LOOSE: ReadonlySet<number> = new Set([772, 811, 1103]);

/** The edits of the truth as ours, contents only as far as they follow from a known base. */
function expectedEdits(truth: Truth, isBaseKnown: (path: string) => boolean): unknown[] {
  const known = new Map<string, boolean>();
  return truth.edits.flatMap(({ record, call_id, turn, model, files }) =>
    files.map(({ path, op, before, after }) => {
      const wasKnown = known.get(path) ?? isBaseKnown(path);
      const isKnown = wasKnown || op !== 'M';
      known.set(path, isKnown);
      return {
        agent: 'codex',
        agentVersion: truth.cli_version,
        session: truth.session_id,
        turn,
        model,
        call: call_id,
        path,
        action: ACTIONS[op],
        evidence: (wasKnown || op === 'A') && !LOOSE.has(record) ? 'exact' : 'fragment',
        before: wasKnown ? before : null,
        after: isKnown ? after : null,
      };
    }),
  );
}

function foundEdits(): (Record<string, unknown> & { call: string | null; path: string })[] {
  return lab.edits().edits.map((edit) => ({
    agent: edit.agent,
    agentVersion: edit.agentVersion,
    session: edit.session,
    turn: edit.turn?.index,
    model: edit.model,
    call: edit.call,
    path: edit.path,
    action: edit.action,
    evidence: edit.evidence,
    before: edit.before.blob,
    after: edit.after.blob,
  }));
}

/** Who wrote the lines that the truth is sure of: `<path>:<line> <call or base>`. */
function expectedWriters(truth: Truth, path: string, isWanted: (line: number) => boolean = () => true): string[] {
  const lines = truth.files[path]?.unambiguous_lines ?? [];
  return lines.filter(([line]) => isWanted(line)).map(([line, who]) => `${path}:${line} ${who}`);
}

function foundWriters(truth: Truth, path: string, isWanted: (line: number) => boolean = () => true): string[] {
  const { lines, edits } = lab.blame(path);
  return (truth.files[path]?.unambiguous_lines ?? [])
    .filter(([line]) => isWanted(line))
    .map(([line]) => {
      const edit = lines[line - 1]?.edit;
      return `${path}:${line} ${edit == null ? 'base' : edits[edit]?.call}`;
    });
}

function tell(name: string, lines: readonly string[]): void {
  const patched = lines.filter((line) => !line.endsWith(' base')).length;
  process.stdout.write(
    `${name}: ${lines.length} lines of indisputable origin checked, ${patched} of them from a patch\n`,
  );
}

describe('Codex 0.142, without ghosts', () => {
  const CWD = '/home/entity/projects/EntityProcess/agentv';

  for (const name of ['rollout-019f1de1', 'rollout-019efedf']) {
    corpusTest(`${name}: every edit, every content and every line's writer; nothing else`, (corpus) => {
      const rollout = join(corpus, 'codex-agentv', `${name}.jsonl`);
      const truth = truthOf(rollout);
      const base: Record<string, { text: string }> =
        name === 'rollout-019efedf'
          ? JSON.parse(readFileSync(join(corpus, 'codex-agentv', `${name}.base.json`), 'utf8')).files
          : {};
      lab = new CorpusLab(Object.fromEntries(Object.entries(base).map(([path, { text }]) => [path, text])), CWD);
      lab.addRollout(rollout);

      const paths = Object.keys(truth.files);
      layOutFinalFiles(truth, paths);
      expect(foundEdits()).toEqual(expectedEdits(truth, () => true));
      expect(lab.edits().warnings).toEqual([]);
      expect(truth.edits).toHaveLength(truth.patch_ok);

      const [path = ''] = paths;
      expect(lab.blame(path).lines).toHaveLength(truth.files[path]?.lines ?? -1);
      expect(foundWriters(truth, path)).toEqual(expectedWriters(truth, path));
      tell(`codex-agentv ${name}`, expectedWriters(truth, path));
    });
  }
});

describe('Codex 0.34, 63 turns on a work tree that was changed before', () => {
  const CWD = '/home/randy/projects/python-3/OpenPrintKit';

  corpusTest('every edit of 206 patches, and every line of the files that they begin', (corpus) => {
    const rollout = join(corpus, 'codex-openprintkit/rollout-2025-10-31T19-02-58-c61729d4.jsonl');
    const truth = truthOf(rollout);
    const records = recordsOf(rollout);
    lab = new CorpusLab({}, CWD);
    lab.addRollout(rollout);
    const isBaseKnown = (path: string): boolean => truth.files[path]?.base_blob === null;
    // No base is needed where a patch brings the whole file.
    const begun = new Set(
      truth.edits.flatMap(({ files }) => files.flatMap(({ op, path }) => (op === 'A' ? path : []))),
    );
    const complete = Object.keys(truth.files).filter((path) => truth.files[path]?.replay_complete);
    const paths = complete.filter((path) => begun.has(path));
    expect(paths).toEqual(expect.arrayContaining(complete.filter(isBaseKnown)));
    layOutFinalFiles(truth, paths);

    const found = foundEdits();
    const lost = new Set((truth.replay_error_records ?? []).map((record) => callOf(records[record])));
    expect(found.filter(({ call }) => !lost.has(call ?? ''))).toEqual(expectedEdits(truth, isBaseKnown));

    // Done, as the trace says, but on contents that were never recorded: told as such, with nothing made up.
    const unplaced = found.filter(({ call }) => lost.has(call ?? ''));
    expect(unplaced.map(({ call, evidence, before, after }) => [call, evidence, before, after])).toEqual(
      [...lost].map((call) => [call, 'fragment', null, null]),
    );
    expect([...new Set(unplaced.map(({ path }) => path))].sort()).toEqual(
      truth.paths_with_a_patch_that_could_not_be_replayed,
    );

    // Of 234 calls with the text of a patch 27 failed, and one more handed it to the shell as a script.
    const calls = records.filter(({ payload }) => payload?.arguments?.includes('*** Begin Patch'));
    expect(calls).toHaveLength(truth.patch_calls + 1);
    const attributed = new Set(found.map(({ call }) => call));
    expect(attributed.size).toBe(truth.patch_ok);
    expect(calls.filter((record) => !attributed.has(callOf(record)))).toHaveLength(27 + 1);
    expect(attributed.has(callOf(records[99]))).toBe(false);
    // One patch quotes nine lines with another indentation than the patches before left them, after a run of the tests and a commit.
    // Had somebody or something indented them, or did the model slip? Those that it does not write anew are told as undecided.
    expect(new Set(lab.edits().warnings.map(({ code }) => code))).toEqual(new Set(['patch_not_replayed', 'undecided']));

    // A patch takes these lines out in one place and writes the same text in another: it is their writer (case L17).
    const quotedOtherwise = /^opk\/ui\/pdl_editor\.py:70[1-46-9] call_Sp0CYts0fDKOorQNqGcmNnW9$/;
    const moved = ['opk/ui/pdl_editor.py:219', 'opk/ui/pdl_editor.py:246'];
    const mover = callOf(records[946]);
    const expected = paths
      .flatMap((path) => expectedWriters(truth, path))
      .map((line) => (moved.some((place) => line.startsWith(`${place} `)) ? line.replace(/ .*/, ` ${mover}`) : line))
      .map((line) => (quotedOtherwise.test(line) ? line.replace(/ .*/, ' base') : line));
    expect(paths.flatMap((path) => foundWriters(truth, path))).toEqual(expected);
    tell('codex-openprintkit', expected);
  });

  corpusTest('each edit names the record that tells that it was done, and its time', (corpus) => {
    const rollout = join(corpus, 'codex-openprintkit/rollout-2025-10-31T19-02-58-c61729d4.jsonl');
    const records = recordsOf(rollout);
    lab = new CorpusLab({}, CWD);
    lab.addRollout(rollout);
    const told = lab.edits().edits.map(({ call, timestamp, trace }) => [trace.line, call, timestamp]);
    const results = records.flatMap((record, n) =>
      record.payload?.type === 'function_call_output' ? [[n + 1, callOf(record), record.timestamp]] : [],
    );
    const calls = new Set(told.map(([, call]) => call));
    expect(told).toEqual(results.filter(([, call]) => calls.has(call as string)));
  });
});

describe('the first format, August 2025, which tells neither directory nor model', () => {
  const NAME = 'rollout-2025-08-06T18-02-11-05997ac9-0e06-4251-8576-cc16266d3022';
  const PATH = 'codex-rs/core/src/model_provider_info.rs';

  corpusTest('its one patch has a turn and an unknown model; its relative path is taken from the root', (corpus) => {
    const rollout = join(corpus, 'codex-bare-envelope', `${NAME}.jsonl`);
    const truth = truthOf(rollout);
    // The source file is not there, but the session printed its first 320 lines before it changed them: 1-160 and 160-320.
    const printed = [67, 72].map((n): string => JSON.parse(recordsOf(rollout)[n]?.output ?? '').output);
    const [head = '', rest = ''] = printed;
    expect([head, rest].map((text) => text.split('\n').length - 1)).toEqual([160, 161]);
    lab = new CorpusLab({ [PATH]: head + rest.slice(rest.indexOf('\n') + 1) }, null);
    // The session is tied by the commit that it began at, which is another one here, and by the remote.
    lab.repo.git('remote', 'add', 'origin', truth.git.repository_url);
    const commit = lab.repo.git('rev-parse', 'HEAD').trim();
    lab.addRollout(rollout, (text) => text.replace(truth.git.commit_hash, commit));

    const [edit] = lab.edits().edits;
    lab.repo.write(lab.rebuilt({ [PATH]: edit?.after.blob ?? '' }));
    const begun = lab.repo.git('rev-parse', `HEAD:${PATH}`).trim();
    expect(foundEdits()).toEqual([
      {
        ...(expectedEdits(truth, () => true)[0] as object),
        before: begun,
        after: lab.repo.git('hash-object', PATH).trim(),
      },
    ]);
    expect([truth.edits[0]?.model, edit?.model, edit?.turn?.index]).toEqual([null, null, 1]);
    expect(lab.edits().warnings).toEqual([]);

    const { length } = lab.blame(PATH).lines;
    const isHere = (line: number): boolean => line <= length;
    const expected = expectedWriters(truth, PATH, isHere);
    expect(foundWriters(truth, PATH, isHere)).toEqual(expected);
    expect(expected.filter((line) => !line.endsWith(' base'))).toHaveLength(19);
    tell('codex-bare-envelope', expected);
  });
});

describe('ghosts whose objects are gone', () => {
  corpusTest('the patch is told, the lost ghosts are named, and the turn that ran the file wrote nothing', (corpus) => {
    const folder = join(corpus, 'codex-ghost-agtrace');
    const { codex, claude } = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    const home = join(folder, 'codex/sessions/2025/12/10');
    lab = new CorpusLab({}, '/Users/zawakin/agent-sample');
    for (const name of readdirSync(home)) lab.addRollout(join(home, name));
    const { path, text, blob, turn } = codex.patch;
    lab.repo.write({ [path]: text });

    const { edits, warnings } = lab.edits();
    expect(
      edits.map(({ agentVersion, model, turn, path, action, evidence, before, after, snapshots, added, removed }) => ({
        ...{ agentVersion, model, turn: turn?.index, path, action, evidence, before, after, snapshots, added, removed },
      })),
    ).toEqual([
      {
        agentVersion: codex.cli_version,
        model: codex.model,
        turn,
        path,
        action: 'create',
        evidence: 'exact',
        before: { blob: null },
        after: { blob },
        snapshots: { before: null, after: null },
        added: 1,
        removed: 0,
      },
    ]);
    expect(warnings.map(({ code, subject, count }) => [code, subject, count])).toEqual(
      codex.ghosts.map((ghost: string) => ['snapshot_missing', ghost, 1]),
    );
    expect(lab.blame(path).lines.map(({ text, edit }) => [text, edit])).toEqual([[text.trimEnd(), edits[0]?.id]]);
    tell('codex-ghost-agtrace', [`${path}:1 ${edits[0]?.call}`]);

    // What Claude wrote there, in another state of the directory, is not Codex's.
    lab.repo.write({ [path]: claude.write.text });
    expect(lab.blame(path).lines.map(({ text, origin, edit }) => [text, origin, edit])).toEqual([
      [claude.write.text.trimEnd(), 'untraced', null],
    ]);
  });
});
