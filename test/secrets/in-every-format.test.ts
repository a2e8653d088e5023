import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { notesWorld } from '../notes/notes-lab.js';
import type { CodexWorld } from '../support/codex-world.js';
import { answerTo } from '../support/run-cli.js';

/** One that our own forms do not know, and one that is the address of a model. Made up. */
const TOKEN = `SG.${'aB3dE5fG7hJ9kL1mN2pQ4r'}.${'sT6uV8wX0yZ1aB3cD5eF7gH9iJ1kL3mN5oP7qR9sT1u'}`;
const MODEL = 'https://ada:hunter2222@models.example.org/m';

let world: CodexWorld;
let session: string;

beforeAll(() => {
  world = notesWorld();
  world.commit('Begin', { a: 'one\n' });
  const told = world.session({ model: MODEL });
  session = told.id;
  told.turn(`Send it with ${TOKEN}`).patch('*** Update File: a\n@@\n one\n+two', { a: 'one\ntwo\n' });
  world.write({ a: 'one\ntwo\n' });
  world.commit('Work', {});
});

afterAll(() => world.remove());

async function run(...argv: string[]) {
  const variables = { ...world.env().variables, AI_BLAME_NO_INDEX: '1' };
  return answerTo(argv, { cwd: world.repo.dir, home: `${world.base}/home`, variables });
}

const REPORTS = ['text', 'json', 'markdown', 'github', 'sarif', 'html'].map((format) => {
  return [['report', 'HEAD', '--format', format, '--with-private']];
});

test.each([
  ...REPORTS,
  [['export', '--format', 'agent-trace']],
  [['export', '--format', 'csv', '--with-private']],
  [['export', '--format', 'ndjson', '--with-private']],
  [['sessions', 'transcript', '00000001']],
  [['sessions', 'transcript', '00000001', '--json']],
  [['sessions', 'transcript', '00000001', '--markdown', '--full']],
  [['replay', '00000001']],
  [['replay', '00000001', '--json']],
  [['ledger', 'export', '00000001', '--output', '-']],
])('%j lets no secret out, and tells how many there were', async (argv) => {
  const { exitCode, stdout, stderr } = await run(...argv);
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain(TOKEN);
  expect(stdout).not.toContain('hunter2222');
  expect(stdout).toContain('[redacted]');
  const isJson = argv.includes('--json') || argv.includes('json');
  if (isJson) {
    const { redacted, secretsReplaced } = JSON.parse(stdout);
    expect(secretsReplaced ?? redacted).toBeGreaterThan(0);
  } else expect(stderr).toMatch(/^note: \d+ secrets? (was|were) taken out: look for \[redacted\]$/m);
});

test('a note of a commit, and what is told of it', async () => {
  const { exitCode, stderr } = await run('notes', 'write');
  expect([exitCode, stderr]).toEqual([0, 'note: 1 secret was taken out: look for [redacted]\n']);
  const note = world.git('notes', '--ref=ai', 'show');
  expect(note).toContain('"model": "https://ada:[redacted]@models.example.org/m"');
  expect(note).toContain(session);
});

test('a ledger in a file, and what the summary says of it', async () => {
  const file = join(world.base, 'ledger.json');
  const { stdout } = await run('ledger', 'export', '00000001', '--output', file, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ redacted: true, secretsReplaced: 1 });
  expect(readFileSync(file, 'utf8')).not.toContain(TOKEN);
  const asRecorded = await run('ledger', 'export', '00000001', '--output', '-', '--no-redact', '--json');
  expect(asRecorded.stdout).toContain(TOKEN);
});
