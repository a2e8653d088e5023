import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readServe } from '../../src/cli/serve-command.js';
import { fakeEnv } from '../cli/fake-env.js';
import { runIn, type Started, startIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';
import { answerTo } from '../support/run-cli.js';

describe('the program', () => {
  let world: CodexWorld;

  beforeEach(() => {
    world = new CodexWorld();
    world.commit('Begin', { 'a.ts': 'one\n', 'sub/b.ts': 'b\n' });
  });

  afterEach(() => world.remove());

  test('prints the link as its one line, answers there, and ends well with Ctrl-C', async () => {
    const started = startIn(world, ['serve', 'sub', '--no-open']);
    const link = await linkOf(started);
    expect(link.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const entered = await fetch(link, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const about = await fetch(new URL('/api/about', link), { headers: { cookie } });
    expect(await about.json()).toMatchObject({ repository: { root: world.repo.dir, head: world.head() } });
    // A page that listens on keeps nobody here.
    const live = await fetch(new URL('/api/live', link), { headers: { cookie } });
    expect(live.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    started.child.kill('SIGINT');
    expect(await started.ended).toEqual({ code: 0, stdout: `${link.href}\n`, stderr: '' });
    expect(await live.text()).toMatch(/^retry: /);
  });

  test('ends at once with Ctrl-C while it works an answer out, and has nothing to say of that', async () => {
    const session = world.session();
    const content = Array.from({ length: 400 }, (_, line) => `line ${line}`);
    for (let turn = 0; turn < 300; turn++) {
      const old = content[turn] as string;
      content[turn] = `${old} changed`;
      session
        .turn('Change a line', { ghost: false })
        .patch(`*** Update File: a.ts\n@@\n-${old}\n+${content[turn]}`, {});
    }
    session.save();
    world.write({ 'a.ts': `${content.join('\n')}\n` });
    const started = startIn(world, ['serve', '--no-open']);
    const link = await linkOf(started);
    const entered = await fetch(link, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const asked = fetch(new URL('/api/stats', link), { headers: { cookie } }).then(
      () => 'answered',
      () => 'hung up on',
    );
    // It has begun: what is asked after it is answered.
    await fetch(new URL('/api/about', link), { headers: { cookie } });
    started.child.kill('SIGINT');
    expect(await started.ended).toEqual({ code: 0, stdout: `${link.href}\n`, stderr: '' });
    expect(['answered', 'hung up on']).toContain(await asked);
  });

  test('each start has a port and a token of its own', async () => {
    const both = [startIn(world, ['serve', '--no-open']), startIn(world, ['serve', '--no-open'])];
    const links = await Promise.all(both.map(linkOf));
    expect(new Set(links.map(({ port }) => port)).size).toBe(2);
    expect(new Set(links.map(({ search }) => search)).size).toBe(2);
    for (const { child } of both) child.kill('SIGINT');
    expect((await Promise.all(both.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0]);
  });

  test('says that another program has the port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ended = await startIn(world, ['serve', '--port', String(port)]).ended;
    other.close();
    expect(ended).toEqual({
      code: 3,
      stdout: '',
      stderr: `ai-blame: Another program listens at 127.0.0.1:${port}\nhint: without --port one that is free is taken\n`,
    });
  });

  test('says where there is no repository', () => {
    const { code, stdout, stderr } = runIn(world, ['serve', '--no-open'], { cwd: world.base });
    expect({ code, stdout, stderr }).toEqual({
      code: 3,
      stdout: '',
      stderr: `ai-blame: ${world.base} is not in a git repository with a work tree\n`,
    });
  });
});

describe('its words', () => {
  const read = (words: string[], options: Record<string, unknown> = {}) => readServe(options, words, fakeEnv());

  test('are a folder, a port and addresses', () => {
    expect(read(['../other'], { port: '8123', host: ['127.0.0.2', '::1'], open: false })).toMatchObject({
      command: 'serve',
      request: { place: { directory: '/home/ada/demo/other' }, port: 8123, hosts: ['127.0.0.2', '::1'] },
      isExposed: false,
      isOpened: false,
    });
    expect(read([])).toMatchObject({
      request: { place: { directory: '/home/ada/demo/src' }, port: null, hosts: [] },
      isOpened: true,
    });
    expect(read([], { port: '0' })).toMatchObject({ request: { port: null } });
  });

  test.each([
    [['a', 'b'], {}, 'One repository at a time: 2 were named'],
    [[], { port: '65536' }, '--port expects a number from 0 to 65535, not "65536"'],
    [[], { port: 'http' }, '--port expects a number from 0 to 65535, not "http"'],
  ])('%j %j are refused', (words, options, message) => {
    expect(() => read(words as string[], options)).toThrow(message);
  });

  test.each(['0.0.0.0', '::', '192.0.2.1', 'example.org', '127.evil.example'])(
    'other machines are not let in by asking once: %s',
    async (host) => {
      const { exitCode, stdout, stderr } = await answerTo(['serve', '--host', host]);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/other machines reach what the viewer shows.*\(--expose /);
    },
  );
});

async function linkOf({ child, ended }: Started): Promise<URL> {
  let text = '';
  child.stdout?.on('data', (part) => {
    text += part;
  });
  while (!text.includes('\n')) {
    const isOver = await Promise.race([
      once(child.stdout as NonNullable<typeof child.stdout>, 'data').then(() => false),
      ended.then(() => true),
    ]);
    if (isOver) throw new Error(`It ended: ${JSON.stringify(await ended)}`);
  }
  return new URL(text.trim());
}
