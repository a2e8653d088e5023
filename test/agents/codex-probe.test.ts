import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { clock, Rollout } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';

let dir: TempDir;
beforeAll(() => {
  dir = new TempDir();
});
afterAll(() => dir.remove());

test('tells the session, its directories, its ghosts, and its times', () => {
  const probe = codexAdapter().probe(
    new Rollout()
      .meta({ git: { commit_hash: 'abc', branch: 'main', repository_url: 'https://example.org/x.git' } })
      .says('one')
      .context('m')
      .ghost('1'.repeat(40), { preexisting_untracked_files: ['a', 'b'] })
      .call('shell_command', { command: 'ls', workdir: '/w/demo/sub' }, 'c1')
      .context('m', { cwd: '/w/other' })
      .call('shell_command', { command: 'ls', workdir: 'below' }, 'c2')
      .ghost('2'.repeat(40))
      .event({ type: 'agent_message', message: 'done' })
      .source(dir),
  );
  expect({ ...probe, source: null }).toEqual({
    source: null,
    session: {
      agent: 'codex',
      id: 'session-1',
      parentId: null,
      forkedFrom: null,
      agentVersion: '0.77.0',
      provider: 'openai',
      startedAt: clock(0),
      startedNear: null,
      cwd: '/w/demo',
      git: { commit: 'abc', branch: 'main', remote: 'https://example.org/x.git' },
    },
    cwds: ['/w/demo', '/w/demo/sub', '/w/other', '/w/other/below'],
    snapshots: ['1'.repeat(40), '2'.repeat(40)],
    git: { commit: 'abc', branch: 'main', remote: 'https://example.org/x.git' },
    firstTime: clock(0),
    lastTime: clock(9),
  });
});

test('directories are told whatever they are called, each once, in order', () => {
  const name = fc.oneof(
    fc.constantFrom('/w/a', '/w/ab', '/w/a"', '/w/a"b', '/w/a\\', 'C:\\w', 'C:\\w\\x', '/w/ü 1', '/w/{"cwd":"/no"}'),
    fc.string({ minLength: 1, maxLength: 6 }).map((text) => `/r/${text.replaceAll('/', '')}x`),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.boolean(), fc.boolean()), { maxLength: 30 }), (uses) => {
      const rollout = new Rollout().meta({ cwd: '/w/start' });
      const expected = new Set(['/w/start']);
      for (const [index, [path, isCall, spaced]] of uses.entries()) {
        expected.add(path);
        if (isCall) {
          const args = { command: 'x'.repeat(index % 3), workdir: path };
          const text = spaced ? JSON.stringify(args).replace('"workdir":', '"workdir": ') : JSON.stringify(args);
          rollout.call('shell_command', text, `call_${index}`);
        } else {
          rollout.context('m', { cwd: path, turn_id: spaced ? undefined : `t${index % 4}` });
        }
      }
      expect(codexAdapter().probe(rollout.source(dir)).cwds).toEqual([...expected]);
    }),
    { numRuns: 150 },
  );
});
