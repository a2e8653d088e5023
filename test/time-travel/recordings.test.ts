import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { caseRecordings, recordedAt, versions } from '../../fixtures/lay-out.mjs';
import { layOutOpenCode, openCodeVersions } from '../../fixtures/lay-out-opencode.mjs';
import type { EditsResult } from '../../src/model/blame-result.js';
import { CodexWorld } from '../support/codex-world.js';
import { copilotVersions, laidOutCopilot } from '../support/copilot-recording.js';
import { geminiVersions, laidOutGemini } from '../support/gemini-recording.js';
import { RecordedWorld } from '../support/recorded-world.js';
import { roundTrip } from '../support/round-trip.js';
import { TravelLab } from '../support/travel-lab.js';
import { type KnownStates, turnTrip } from '../support/turn-trip.js';

interface Laid {
  readonly lab: TravelLab;
  remove(): void;
}

function ofCodex(name: string): Laid {
  const world = new RecordedWorld(name);
  // Without any snapshot nothing ties the sessions to where the repository lies now.
  const options = world.truth.ghosts.length > 0 ? [] : ['--moved-from', recordedAt];
  return {
    lab: new TravelLab({ repository: world.repo.dir, home: world.codexHome, options }),
    remove: () => world.remove(),
  };
}

function ofGemini(version: string): Laid {
  const world = new CodexWorld();
  const { cwd } = laidOutGemini(world, version);
  const home = join(world.base, 'person', '.gemini');
  const options = ['--gemini-home', home, '--moved-from', cwd];
  return {
    lab: new TravelLab({ repository: world.repo.dir, home: world.home, options }),
    remove: () => world.remove(),
  };
}

function ofCopilot(version: string): Laid {
  const world = new CodexWorld();
  const { cwd } = laidOutCopilot(world, version);
  const home = join(world.base, 'person', '.copilot');
  const options = ['--copilot-home', home, '--moved-from', cwd];
  return {
    lab: new TravelLab({ repository: world.repo.dir, home: world.home, options }),
    remove: () => world.remove(),
  };
}

function ofOpenCode(version: string): Laid {
  const root = mkdtempSync(join(tmpdir(), 'ai-blame-travels-'));
  const { repo, home } = layOutOpenCode(version, join(root, version));
  const options = ['--opencode-home', home, '--moved-from', '/home/dev/demo'];
  const lab = new TravelLab({ repository: repo, home: join(root, 'none'), options });
  return { lab, remove: () => rmSync(root, { recursive: true, force: true }) };
}

describe.each<[string, () => Laid]>([
  ...[...versions, ...caseRecordings].map((name): [string, () => Laid] => [`Codex ${name}`, () => ofCodex(name)]),
  ...geminiVersions.map((name): [string, () => Laid] => [`Gemini CLI ${name}`, () => ofGemini(name)]),
  ...copilotVersions.map((name): [string, () => Laid] => [`Copilot CLI ${name}`, () => ofCopilot(name)]),
  ...openCodeVersions.map((name): [string, () => Laid] => [`OpenCode ${name}`, () => ofOpenCode(name)]),
])('the recording of %s', (_name, layOut) => {
  let laid: Laid;
  let edits: EditsResult['edits'];

  beforeAll(async () => {
    laid = layOut();
    ({ edits } = JSON.parse(await laid.lab.answer('edits', '--json')) as EditsResult);
  });

  afterAll(() => laid.remove());

  test('time-travel 4: from state to state, every file that an agent edited', async () => {
    let compared = 0;
    for (const path of new Set(edits.map((edit) => edit.path))) compared += (await roundTrip(laid.lab, path)).compared;
    expect(compared).toBeGreaterThan(0);
  }, 600_000);

  test('diff --turn: the patch of every turn applies to what it found, and gives what it left', async () => {
    const known: KnownStates = new Map();
    let compared = 0;
    const turnOf = ({ session, turn }: (typeof edits)[number]): string => `${session}:${turn?.index}`;
    for (const turn of new Set(edits.filter((edit) => edit.turn !== null).map(turnOf))) {
      const paths = edits.filter((edit) => turnOf(edit) === turn).map(({ path }) => path);
      compared += await turnTrip(laid.lab, turn, paths, known);
    }
    expect(compared).toBeGreaterThan(0);
  }, 600_000);
});
