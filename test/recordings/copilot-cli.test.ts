import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copilotCliAdapter } from '../../src/agents/copilot-cli/adapter.js';
import { CodexWorld } from '../support/codex-world.js';
import { copilotVersions, laidOutCopilot } from '../support/copilot-recording.js';

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

const variables = (): Record<string, string> => ({ COPILOT_HOME: join(world.base, 'person', '.copilot') });

describe.each(copilotVersions)('Copilot CLI %s at work', (version) => {
  test('every line has its writer, with model and evidence', () => {
    const { cwd, files, sessions } = laidOutCopilot(world, version);
    const alias = new Map(Object.entries(sessions).map(([name, id]) => [id, name]));
    for (const [path, lines] of Object.entries(files)) {
      const { lines: told, edits } = world.blame(path, { variables: variables(), movedFrom: [cwd] });
      const writers = told.map(({ text, edit }) => {
        const record = edit === null ? undefined : edits[edit];
        if (record === undefined) return [text, null];
        const { session, turn, model, evidence } = record;
        return [text, `${alias.get(session)} ${turn?.index} ${model} ${evidence}`];
      });
      expect([path, writers]).toEqual([
        path,
        lines.map(([text, writer]) => {
          const evidence = path === 'built.txt' ? 'inferred' : 'exact';
          return [text, writer === null ? null : `${writer.session} ${writer.turn} ${writer.model} ${evidence}`];
        }),
      ]);
    }
  });

  test('the edits, and nothing of what failed or was denied', () => {
    const { cwd, sessions } = laidOutCopilot(world, version);
    const { edits } = world.edits([], { variables: variables(), movedFrom: [cwd] });
    const alias = new Map(Object.entries(sessions).map(([name, id]) => [id, name]));
    // The files of one patch have one time.
    expect(
      edits
        .map(({ session, turn, action, path, agentVersion }) => {
          return `${alias.get(session)} ${turn?.index} ${action} ${path} ${agentVersion}`;
        })
        .sort(),
    ).toEqual([
      `alpha 1 create src/helper.py ${version}`,
      `alpha 1 modify a.py ${version}`,
      `alpha 2 create built.txt ${version}`,
      `alpha 2 modify a.py ${version}`,
      `beta 1 create made.txt ${version}`,
      `beta 1 delete old.txt ${version}`,
      `beta 1 modify notes.txt ${version}`,
      `beta 2 modify made.txt ${version}`,
    ]);
  });

  test('no record of it is of an unknown kind, and none is damaged', () => {
    laidOutCopilot(world, version);
    const adapter = copilotCliAdapter();
    const traces = adapter.discover([variables().COPILOT_HOME ?? '']).sources.map((source) => adapter.read(source));
    expect(traces.map(({ warnings }) => warnings)).toEqual([[], []]);
    const changes = traces.flatMap(({ events }) => events.filter(({ kind }) => kind === 'file_change'));
    const outcomes = changes.map((event) => ('outcome' in event ? event.outcome : null)).sort();
    expect(outcomes).toEqual([...Array(7).fill('applied'), 'failed', 'rejected']);
  });
});
