import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './ask.mjs';
import { isTold, judge } from './judge.mjs';
import { simulate } from './simulate.mjs';

/** The traces that are looked at: as they are; each patch told as a mere command; with all snapshots pruned. */
export const VARIANTS = ['whole', 'no patches', 'no snapshots'];

/**
 * Lays a world out, asks the command about every file, and holds the answers against the truth.
 *
 * @param options.command the program's path; `variants` of VARIANTS; `determinism`: ask again elsewhere and otherwise; `base`: an
 * empty folder to leave everything in
 * @returns `lines`: one entry per judged line; `edits`: of the listing of edits; `differences`: answers that were not the same, of
 * `compared`; `story`: what happened
 */
export function evaluate(script, { command, variants, determinism = false, base: kept }) {
  const base = kept ?? mkdtempSync(join(tmpdir(), 'ai-blame-accuracy-'));
  try {
    const world = simulate(script, base);
    const lines = [];
    let edits = null;
    let differences = [];
    let compared = 0;
    for (const variant of VARIANTS.filter((name) => variants.includes(name))) {
      if (variant === 'no snapshots') world.loseSnapshots();
      const home = variant === 'no patches' ? join(base, 'codex-without-patches') : world.home;
      for (const name of world.trees.keys()) {
        world.inTree(name, () => {
          for (const path of world.paths()) lines.push(...judgeFile(world, path, variant, home, command));
        });
      }
      if (variant === 'whole') edits = judgeEdits(world, command);
      if (variant === 'whole' && determinism) ({ differences, compared } = compareAnswers(world, command));
    }
    return { kind: script.kind, lines, edits, differences, compared, story: world.story };
  } finally {
    if (kept === undefined) rmSync(base, { recursive: true, force: true });
  }
}

function judgeFile(world, path, variant, home, command) {
  const { movedFrom } = world;
  const homes = world.editors.all(variant !== 'no patches');
  const report = JSON.parse(ask(command, world.repo.dir, { home, homes, movedFrom }, ['blame', path]));
  const truths = world.files.get(path);
  const lost = (ghost) => world.ghosts.get(ghost).lost;
  const patchesAreCommands = variant === 'no patches';
  const hidden = patchesAreCommands ? world.untoldMoves.hidden(lost) : new Set();
  const windows = new Map();
  const windowOf = (writer) => {
    const key = `${writer.tree}\0${writer.path}\0${writer.at}`;
    const { windows: own } = world.trees.get(writer.tree ?? '');
    if (!windows.has(key)) windows.set(key, own.of(writer.path, writer.at, lost, patchesAreCommands));
    return windows.get(key);
  };
  const controls = new Set(world.sessions.filter(({ options }) => options.kind !== 'normal').map(({ id }) => id));
  // A merge may bring what an agent wrote by another name.
  const isPeoples = !world.agentPaths.has(path) && truths.every(({ writer }) => writer.kind !== 'agent');
  if (report.lines.length !== truths.length)
    throw new Error(`${path}: ${report.lines.length} lines told, not ${truths.length}`);
  return report.lines.map(({ line, text, origin, edit }, n) => {
    const truth = truths[n];
    if (truth.text !== text) throw new Error(`${path}:${line}: another text`);
    const record = edit === null ? null : report.edits[edit];
    const told = {
      origin,
      session: record?.session ?? null,
      turn: record?.turn?.index ?? null,
      model: record?.model ?? null,
      evidence: origin === 'agent' ? record.evidence : null,
      parent: record?.parentSession ?? null,
    };
    const { kind, verdict } = judge(truth, told, windowOf, patchesAreCommands, hidden.has(path));
    return {
      variant,
      ...(world.tree.name === '' ? {} : { tree: world.tree.name }),
      path,
      line,
      text,
      kind,
      verdict,
      told,
      writer: truth.writer,
      /** Told as a patch's, and it is that patch's. */
      exact:
        told.evidence === 'exact' &&
        [truth.writer, ...truth.also].some((writer) => writer.via?.endsWith('patch') && isTold(writer, told)),
      /** Where no agent's line may be: of a session that did nothing here, or of a file that only people touched. */
      control: controls.has(told.session) || (isPeoples && origin === 'agent' && verdict !== 'weak'),
      isControl: isPeoples || controls.size === world.sessions.length,
    };
  });
}

/** Each edit told as recorded must have been made; each patch that was made should be told. */
function judgeEdits(world, command) {
  const { edits } = JSON.parse(ask(command, world.repo.dir, placeOf(world), ['edits']));
  const key = ({ session, turn, path }) => `${session} turn ${turn} ${path}`;
  const able = new Set(world.patched.flatMap((each) => [key(each), key({ ...each, turn: each.orTurn })]));
  const due = new Set(world.patched.filter(({ isCut, tree, orTurn }) => !isCut && tree === '' && !orTurn).map(key));
  const recorded = edits.filter(({ evidence }) => evidence === 'exact' || evidence === 'fragment');
  const told = recorded.map(({ session, turn, path }) => key({ session, turn: turn?.index, path }));
  return {
    told: told.length,
    invented: told.filter((one) => !able.has(one)),
    made: due.size,
    missed: [...due].filter((one) => !told.includes(one)),
  };
}

function placeOf({ home, movedFrom, editors }) {
  return { home, homes: editors.all(true), movedFrom };
}

/** Files of a world whose answers are compared: each takes four more runs of the command. */
const MOST_COMPARED = 3;

const ELSEWHERE = { zone: 'Asia/Kolkata', locale: 'tr_TR.UTF-8' };

/** The same bytes in another time zone and locale; and in two copies of the repository at different places, places aside. */
function compareAnswers(world, command) {
  const copies = ['copy', 'a longer folder/another copy'].map((name) => join(world.base, name));
  for (const copy of copies) cpSync(world.repo.dir, copy, { recursive: true, preserveTimestamps: true });
  const differences = [];
  let compared = 0;
  const paths = world.paths().slice(0, MOST_COMPARED);
  for (const args of [...paths.map((path) => ['blame', path]), ['edits']]) {
    compared += 2;
    const first = ask(command, world.repo.dir, placeOf(world), args);
    if (first !== ask(command, world.repo.dir, placeOf(world), args, ELSEWHERE))
      differences.push(`${args.join(' ')}: zone and locale`);
    const [one, two] = copies.map((copy, n) =>
      ask(command, copy, placeOf(world), args, n === 0 ? {} : ELSEWHERE).replaceAll(copy, '/repository'),
    );
    if (one !== two) differences.push(`${args.join(' ')}: two copies`);
  }
  return { differences, compared };
}
