import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RecordedWorld } from '../support/recorded-world.js';
import { answerTo } from '../support/run-cli.js';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

test('what the README shows first is what the program answers about the recording of the demo', async () => {
  const [, file = '', shown] = /```\n\$ ai-blame (\S+)\n\n(.+?)```/s.exec(README) ?? [];
  const world = new RecordedWorld('0.77.0');
  try {
    const env = { cwd: world.repo.dir, home: world.base, variables: { CODEX_HOME: world.codexHome } };
    expect(shown).toBe((await answerTo([file, '--no-index'], env)).stdout);
  } finally {
    world.remove();
  }
});
