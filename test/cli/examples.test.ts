import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/commands.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { CodexWorld } from '../support/codex-world.js';
import { FlowStoreFixture } from '../support/flow-store.js';
import { answerTo } from '../support/run-cli.js';
import { fakeEnv } from './fake-env.js';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** What goes on until Ctrl-C ends it, or waits for a browser: read as far as the parser does. */
const ENDLESS = [/ serve\b/, / --follow\b/, / logs --db\b/];

let world: CodexWorld;
let session: string;
let edit: string;
let store: FlowStoreFixture;

/** A repository that has what the examples name. */
beforeAll(async () => {
  world = new CodexWorld();
  const { repo } = world;
  repo.git('config', 'user.name', 'Ada');
  repo.git('config', 'user.email', 'ada@example.org');
  const lines = (from: number, to: number): string => {
    return Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');
  };
  const code = 'int parse(int c) {\n  return c;\n}\nint a;\n/* END */\nint b;\nint d;\n';
  world.commit('first', {
    'src/app.ts': lines(1, 20),
    'src/a.ts': 'a\n',
    'a.ts': 'a\n',
    'a.c': code,
    '-odd-name.ts': 'odd\n',
  });
  repo.git('branch', '-M', 'main');
  repo.git('tag', 'v1.0');
  const agent = world.session({ model: 'gpt-a' });
  session = agent.id;
  let end = 20;
  for (const message of ['clamp it', 'wrap it', 'snap it']) {
    const add = `*** Update File: src/app.ts\n@@\n line ${end}\n+line ${end + 1}`;
    agent.turn(message).patch(add, { 'src/app.ts': lines(1, end + 1) });
    end++;
  }
  agent.turn('Note it').patch('*** Update File: a.ts\n@@\n a\n+TODO', { 'a.ts': 'a\nTODO\n' });
  agent.turn('Add more').patch('*** Update File: src/a.ts\n@@\n a\n+b', { 'src/a.ts': 'a\nb\n' });
  world.commit('second');
  repo.git('tag', 'v1.2');
  agent
    .turn('Once more')
    .patch(`*** Update File: src/app.ts\n@@\n line ${end}\n+more`, { 'src/app.ts': `${lines(1, end)}more\n` });
  agent
    .turn('And again')
    .patch('*** Update File: src/app.ts\n@@\n more\n+again', { 'src/app.ts': `${lines(1, end)}more\nagain\n` });
  const edits = await ask('edits', '--json', '--turn', '2');
  edit = JSON.parse(edits.stdout).edits[0].id;
  const said = [
    { jsonrpc: '2.0', id: 1, method: 'session/new', params: { cwd: repo.dir, mcpServers: [] } },
    { jsonrpc: '2.0', id: 1, result: { sessionId: 's-1' } },
  ];
  world.write({ 'c.jsonl': said.map((message) => `${JSON.stringify(message)}\n`).join('') });
  world.write({ 't.jsonl': (await ask('export', 'HEAD', '--format', 'agent-trace')).stdout });
  await ask('notes', 'write', 'v1.0..');
  store = new FlowStoreFixture();
  store.run('a');
  store.database.close();
  for (const file of readdirSync(store.folder)) copyFileSync(join(store.folder, file), join(repo.dir, file));
});
afterAll(() => {
  store.dir.remove();
  world.remove();
});

function ask(...words: string[]) {
  const { cwd, home, variables } = world.env({ AI_BLAME_HOME: join(world.base, 'ai-blame') });
  return answerTo(words, { cwd, home, variables: { ...variables, HOME: home } });
}

/** The words of an example behind the program's name, and the file that its output goes to. */
function read(example: string): { readonly words: string[]; readonly file: string | null } {
  const own = example.replace(/^eval "\$\((.*)\)"$/, '$1').replace(/ \| source$/, '');
  const [command = '', file = null] = own.split(' > ');
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const named = words.map((word) => word.replace('e7c1a90b', edit).replace(/\b019b(2c3d)?\b/, session));
  return { words: named.slice(1), file };
}

const ALL = Object.entries(COMMANDS).flatMap(([name, { describe: told, examples }]) => {
  return told === false ? [] : examples.map(([example]) => [name, example] as const);
});

describe('every example of every help text', () => {
  test.each(ALL)('%s: %s', async (_name, example) => {
    const { words, file } = read(example);
    expect(example).toMatch(/\$0 /);
    if (ENDLESS.some((endless) => endless.test(example))) {
      expect(parseArguments(words, fakeEnv(), '').command).not.toBe('print');
      return;
    }
    const { exitCode, stdout, stderr } = await ask(...words);
    if (file !== null) writeFileSync(join(world.repo.dir, file), stdout);
    expect({ example, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ example, exitCode: 0, stderr: '' });
  });

  test('and of the recipes of the README', async () => {
    const [, recipes = ''] = /\n## Recipes\n(.*?)\n## /s.exec(README) ?? [];
    const commands = [...recipes.matchAll(/^ai-blame .*$/gm)].map(([command]) => command);
    expect(commands.length).toBeGreaterThan(8);
    for (const command of commands) {
      const { exitCode, stderr } = await ask(...read(command).words);
      expect({ command, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ command, exitCode: 0, stderr: '' });
    }
  });

  test('there is one for each command', () => {
    expect(Object.entries(COMMANDS).filter(([, { examples }]) => examples.length === 0)).toEqual([]);
  });
});
