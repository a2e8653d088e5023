import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { geminiCliAdapter } from '../../src/agents/gemini-cli/adapter.js';
import { importTraces } from '../../src/app/import-traces.js';
import type { TraceSource } from '../../src/model/session.js';
import { CodexWorld } from '../support/codex-world.js';
import { captureOf, type GeminiTruth, geminiVersions, laidOutGemini } from '../support/gemini-recording.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

const variables = (): Record<string, string> => ({
  GEMINI_CLI_HOME: join(world.base, 'person'),
  AI_BLAME_HOME: join(world.base, 'own'),
});

const laidOut = (version: string): GeminiTruth => laidOutGemini(world, version);

/** Each line and its writer: `alias turn`, or null where no agent is named. */
function written({ cwd, sessions }: GeminiTruth, path: string): [string, string | null][] {
  const { lines, edits } = world.blame(path, { variables: variables(), movedFrom: [cwd] });
  const alias = new Map(Object.entries(sessions).map(([name, id]) => [id, name]));
  return lines.map(({ text, edit }) => {
    const record = edit === null ? undefined : edits[edit];
    return [text, record === undefined ? null : `${alias.get(record.session)} ${record.turn?.index}`];
  });
}

function expected(lines: GeminiTruth['files'][string]): [string, string | null][] {
  return lines.map(([text, writer]) => [text, writer === null ? null : `${writer.session} ${writer.turn}`]);
}

describe.each(geminiVersions)('Gemini CLI %s at work', (version) => {
  test('every line has its writer', () => {
    const truth = laidOut(version);
    for (const [path, lines] of Object.entries(truth.files)) {
      expect([path, written(truth, path)]).toEqual([path, expected(lines)]);
    }
  });
});

describe('a session at the terminal with checkpoints, to one of which the person goes back', () => {
  const version = '0.61.0-checkpoints';

  test('what a command wrote that its text does not tell is known by them; all else by its record', () => {
    const truth = laidOut(version);
    const { edits } = world.edits([], { variables: variables(), movedFrom: [truth.cwd] });
    const told = edits.map(({ turn, action, path, evidence }) => `${turn?.index} ${action} ${path} ${evidence}`);
    expect(told).toEqual([
      '1 modify a.py exact',
      '2 modify a.py exact',
      '3 create made.txt snapshot',
      '4 modify a.py exact',
      '5 modify notes.txt exact',
      // Going back carries the call out again.
      '4 modify a.py exact',
      '6 modify notes.txt exact',
    ]);
  });

  test('the conversation that is written anew has no turns of its own', () => {
    laidOut(version);
    const adapter = geminiCliAdapter();
    const [source] = adapter.discover([join(world.base, 'person', '.gemini')]).sources;
    const { turns, events, warnings } = adapter.read(source as TraceSource);
    expect(turns.map(({ index, prompt }) => `${index} ${prompt}`)).toEqual([
      '1 Bump x',
      '2 Bump y',
      '3 Build it',
      '4 Bump z',
      '5 Shout',
      '6 Write it down',
    ]);
    const taken = events.flatMap((event) => (event.kind === 'rewind' ? [[event.turns, event.files]] : []));
    expect([taken, warnings]).toEqual([[[1, 'unknown']], []]);
    // What the last one saw is what the one before it saw.
    expect(events.filter(({ kind }) => kind === 'snapshot')).toHaveLength(4);
    const facts: string[] = [];
    adapter.history(source as TraceSource, ({ type }, detail) => {
      if (type === 'user_message' || type === 'agent_message_complete') facts.push(detail?.text ?? '');
    });
    expect(facts).toEqual([
      ...['Bump x', 'Bumped x.', 'Bump y', 'Bumped y.', 'Build it', 'Built.', 'Bump z', 'Bumped z.', 'Shout'],
      ...['Shouted.', 'Write it down', 'Written.'],
    ]);
  });
});

describe('a session over the Agent Client Protocol', () => {
  const recorded = geminiVersions.filter((version) => existsSync(captureOf(version)));

  test.each(recorded)('%s: its capture alone tells as much; declined calls wrote nothing', (version) => {
    const truth = laidOut(version);
    const file = captureOf(version);
    const { sessions } = importTraces({ agent: 'acp', file, name: null }, world.env(variables()));
    expect(sessions.map(({ id }) => id)).toEqual([truth.sessions.gamma]);
    const both = written(truth, 'notes.txt');
    expect(both).toEqual(expected(truth.files['notes.txt'] ?? []));
    const { edits } = world.blame('notes.txt', { variables: variables(), movedFrom: [truth.cwd] });
    expect(
      Object.values(edits)
        .map(({ agent }) => agent)
        .sort(),
    ).toEqual(['gemini-cli', 'gemini-cli']);
    const alone = { ...variables(), GEMINI_CLI_HOME: join(world.base, 'nobody') };
    const heard = world.blame('notes.txt', { variables: alone, movedFrom: [truth.cwd] });
    expect(heard.lines.map(({ text, edit }) => [text, edit === null ? null : heard.edits[edit]?.session])).toEqual([
      ['alpha', null],
      ['BETA', truth.sessions.gamma],
      ['gamma', null],
      ['later', null],
    ]);
  });
});
