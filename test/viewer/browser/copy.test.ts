import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { KEY } from '../../site/site-lab.js';
import { CodexWorld, type WorldSession } from '../../support/codex-world.js';
import { BrowserLab, inBrowser, violations } from './browser-lab.js';

const BIN = join(import.meta.dirname, '../../../bin/ai-blame.js');
const EVIL = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const CODE = `"</script>${EVIL}"\u2028\n`;
const NAME = '<script>alert(3).js';
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

inBrowser('the pages as files, without a server', () => {
  let world: CodexWorld;
  let session: WorldSession;
  let lab: BrowserLab;
  let page: Page;
  let live: Page;
  let folder: string;
  let ids: string[];

  beforeAll(async () => {
    world = new CodexWorld();
    world.commit('Begin', { 'src/a.ts': 'one\n', 'b.ts': 'other\n', 'gone.ts': 'soon\n' });
    session = world.session({ model: `gpt-demo ${EVIL}` });
    session.turn(`Add two ${EVIL}`).patch('*** Update File: src/a.ts\n@@\n one\n+two', { 'src/a.ts': 'one\ntwo\n' });
    session
      .turn('Write code')
      .patch(`*** Add File: ${NAME}\n+${CODE.slice(0, -1)}`, { [NAME]: CODE })
      .patch('*** Delete File: gone.ts', { 'gone.ts': null });
    session
      .turn('Keep the key')
      .patch(`*** Add File: key.pem\n+${KEY.join('\n+')}`, { 'key.pem': `${KEY.join('\n')}\n` });
    session.turn('Add three').patch('*** Update File: src/a.ts\n@@\n two\n+three', { 'src/a.ts': 'one\ntwo\nthree\n' });
    session.say('Done.');
    session.save();
    const variables = { HOME: `${world.base}/home`, CODEX_HOME: world.home, AI_BLAME_HOME: `${world.base}/ai-blame` };
    folder = join(world.base, 'of pages/the pages');
    execFileSync(process.execPath, [BIN, 'report', '--html', folder], {
      cwd: world.repo.dir,
      env: { PATH: process.env.PATH, TZ: 'UTC', ...variables },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    const { edits } = await world.edits();
    ids = edits.map(({ id }) => id);
    lab = await BrowserLab.start({ cwd: world.repo.dir, variables });
    const context = await lab.context();
    [page, live] = [await context.newPage(), await context.newPage()];
    for (const each of [page, live]) lab.listen(each);
    // Signed in.
    await live.goto(lab.url);
  });

  afterAll(async () => {
    await lab.close();
    world.remove();
  });

  const address = (): string => pathToFileURL(join(folder, 'index.html')).href;
  const rows = (of: Page = page) => of.locator('.row[role=option]');

  async function show(fragment: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${address()}${fragment}`);
  }

  /** What a page tells once nothing is awaited. */
  async function told(of: Page): Promise<string> {
    await of.locator('main h1').first().waitFor();
    // One after the other may be read.
    while ((await of.locator('.loading').count()) > 0)
      await of.locator('.loading').first().waitFor({ state: 'detached' });
    // Differences are drawn once they are seen to be near.
    for (const diff of await of.locator('.file-diff').all()) await diff.locator('.row').first().waitFor();
    return of.locator('main').innerText();
  }

  test('every view tells what the server’s tells, but for where the repository lies', async () => {
    const withoutFolder = (text: string): string => text.replaceAll(world.repo.dir, `…/${basename(world.repo.dir)}`);
    const edit = ids[0] ?? '';
    const state = 'How sure the state is: exact';
    const views = [
      ['#file=src%2Fa.ts', 'Choose a line'],
      ['#file=src%2Fa.ts&line=2', 'writer'],
      ['#file=src%2Fa.ts&at=worktree', state],
      ['#file=src%2Fa.ts&at=1', state],
      [`#file=src%2Fa.ts&at=e:${edit.slice(0, 6)}`, state],
      ['#file=src%2Fa.ts&at=HEAD', 'How sure the state is: none'],
      ['#file=src%2Fa.ts&from=0&to=worktree', 'modify +2 −0'],
      [`#file=src%2Fa.ts&from=e:${edit}^&to=e:${edit}&line=2`, 'modify +1 −0'],
      ['#file=b.ts&line=1', 'writer'],
      ['#file=gone.ts&at=0', 'How sure the state is: none'],
      [`#file=${encodeURIComponent(NAME)}`, 'Choose a line'],
      [`#session=${session.id}`, '4 turns'],
      [`#session=${session.id.slice(0, 8)}&turn=1`, 'modify +1 −0'],
      [`#session=${session.id}&turn=2`, '2 files'],
      [`#edit=${edit}`, 'modify +1 −0'],
      [`#edit=${edit.slice(0, 5)}`, 'modify +1 −0'],
      ['#view=sessions', '1 session'],
      ['#view=compare', 'Lines still there'],
      ['#view=search&q=add', 'Add three'],
      ['#view=nothing', 'names nothing that this page shows'],
      ['#file=src%2Fa.ts&at=77', 'src/a.ts has no state 77'],
    ] as const;
    for (const [fragment, sentence] of views) {
      await show(fragment);
      await live.goto('about:blank');
      await live.goto(`${new URL(lab.url).origin}/${fragment}`);
      for (const each of [page, live]) await each.locator('main').getByText(sentence).first().waitFor();
      expect([fragment, await told(page)]).toEqual([fragment, withoutFolder(await told(live))]);
    }
  });

  test('overview: what the pages hold, in words; nothing says that it is live', async () => {
    await show('');
    await page.getByText('A copy of the whole repository, written by ai-blame').waitFor();
    await page.getByText('What looks like a secret was taken out of it').waitFor();
    expect(await told(page)).toContain('80 % of 10 lines written by agents, in 5 edits');
    expect(await page.locator('.live').count()).toBe(0);
  });

  test('a line of a file is chosen, walked from, and linked; back and forward', async () => {
    await show('#file=src%2Fa.ts');
    await rows().nth(1).click();
    await page.getByRole('complementary', { name: 'Line 2' }).waitFor();
    expect(page.url()).toBe(`${address()}#file=src%2Fa.ts&line=2`);
    await page.getByRole('complementary').getByText('writer').waitFor();
    await page.keyboard.press('t');
    await page.getByRole('region', { name: 'Time travel' }).waitFor();
    await page.keyboard.press('[');
    await page.getByText('State 1 of 2').waitFor();
    expect(await rows().locator('.text').allTextContents()).toEqual(['one', 'two']);
    await page.goBack();
    await page.getByRole('complementary', { name: 'Line 2' }).waitFor();
    await page.goForward();
    await page.getByRole('region', { name: 'Time travel' }).waitFor();
  });

  test('search finds files, prompts and sessions', async () => {
    await show('');
    await page.getByRole('heading', { name: 'repo' }).waitFor();
    await page.keyboard.press('/');
    await page.locator('input[type=search]:focus').fill('add');
    await page.getByRole('link', { name: 'Add three' }).waitFor();
    await page.getByRole('searchbox').fill('a.ts');
    await page.getByRole('link', { name: 'src/a.ts' }).click();
    await rows().nth(2).waitFor();
  });

  test('what is a script elsewhere is a text here, and a key is nowhere', async () => {
    await show(`#file=${encodeURIComponent(NAME)}&line=1`);
    await rows().first().waitFor();
    await show('#file=key.pem');
    await rows().nth(4).waitFor();
    expect(await rows().locator('.text').allTextContents()).toEqual([
      '[redacted]',
      ...new Array(KEY.length - 1).fill('[redacted, as above]'),
    ]);
    await show(`#session=${session.id}&turn=3`);
    expect(await told(page)).not.toContain(KEY[2]);
    expect(await page.locator('main img, main script, main b > b').count()).toBe(0);
  });

  test('what the pages do not hold they say, with what tells it', async () => {
    await show('#file=nowhere.ts');
    await page.getByText('These pages do not hold the file nowhere.ts').waitFor();
    await show('#session=ffffffff&turn=1');
    await page.getByText('These pages do not hold the session ffffffff').first().waitFor();
    await show('#edit=ffff');
    await page.getByText('These pages do not hold an edit ffff').waitFor();
    await show('#file=src%2Fa.ts&at=s:1234567');
    await page.getByText('These pages do not tell what src/a.ts was in s:1234567').waitFor();
  });

  test('axe finds nothing, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const fragment of [
        '',
        '#file=src%2Fa.ts&line=2',
        '#file=src%2Fa.ts&at=1',
        `#session=${session.id}&turn=1`,
      ]) {
        await show(fragment);
        await told(page);
        expect([fragment, await violations(page, { preload: false })]).toEqual([fragment, []]);
      }
    }
  });

  test('a web server gives them out under any path', async () => {
    const server = await served(folder, '/deep/er/');
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/deep/er/index.html#file=src%2Fa.ts&line=2`);
    await page.getByRole('complementary').getByText('writer').waitFor();
    await page.goto(`http://127.0.0.1:${port}/deep/er/#view=search&q=three`);
    await page.getByRole('link', { name: 'Add three' }).waitFor();
    await page.goto('about:blank');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('nothing went wrong in any page, and nothing was asked of anybody', () => {
    expect(lab.errors).toEqual([]);
  });
});

/** A server of files that knows nothing of them. */
async function served(folder: string, below: string): Promise<Server> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(below.length).replace(/\?.*/, '') || 'index.html';
    response.setHeader('Content-Type', TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain');
    response.end(readFileSync(join(folder, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
