import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CodexWorld, type WorldSession } from '../../support/codex-world.js';
import { BrowserLab, inBrowser } from './browser-lab.js';

const EVIL = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const CODE = `"</script>${EVIL}"\n\u001b]8;;http://x\u0007\u202eevil\n`;
const NAME = `${EVIL.replaceAll('/', '-')}.js`;

inBrowser('the viewer over a repository that grows, and one that means harm', () => {
  let world: CodexWorld;
  let session: WorldSession;
  let lab: BrowserLab;
  let page: Page;

  beforeAll(async () => {
    world = new CodexWorld();
    world.commit('Begin', { 'a.ts': 'one\n' });
    session = world.session({ model: `gpt-demo ${EVIL}` });
    session.turn(`Add two ${EVIL}`).patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
    session
      .turn('Write code')
      .patch(`*** Add File: ${NAME}\n+${CODE.trimEnd().replaceAll('\n', '\n+')}`, { [NAME]: CODE });
    session.save();
    lab = await BrowserLab.start({
      cwd: world.repo.dir,
      variables: { HOME: `${world.base}/home`, CODEX_HOME: world.home, AI_BLAME_HOME: `${world.base}/ai-blame` },
    });
    page = await lab.open('#file=a.ts');
  });

  afterAll(async () => {
    await lab.close();
    world.remove();
  });

  async function show(fragment: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${lab.url}${fragment}`);
  }

  const rows = () => page.locator('.row[role=option]');

  test('what is a script elsewhere is a text here: in code, prompt, model, path and address', async () => {
    await show(`#file=${encodeURIComponent(NAME)}&line=1`);
    await rows().nth(1).waitFor();
    expect(await rows().locator('.text').allTextContents()).toEqual([
      `"</script>${EVIL}"`,
      '␛]8;;http://x␇<U+202E>evil',
    ]);
    await page.getByRole('complementary').getByText('Write code').waitFor();
    await page
      .getByRole('complementary')
      .getByRole('heading', { name: `gpt-demo ${EVIL}` })
      .waitFor();
    await show(`#session=${session.id}&turn=1`);
    await page.getByText(`Add two ${EVIL}`).first().waitFor();
    await show('');
    await page.getByRole('link', { name: NAME }).first().waitFor();
    await show(`#file=${encodeURIComponent('<img src=x onerror=1>')}`);
    await page.getByRole('heading', { name: '<img src=x onerror=1>' }).waitFor();
    await page.getByRole('alert').first().waitFor();
    for (const fragment of ['#javascript:alert(1)', '#file=javascript:alert(1)', '#edit=<b>x', '#view=<b>x']) {
      await show(fragment);
      await page.getByRole('alert').first().waitFor();
    }
    expect(await page.locator('main img, main script, main b > b').count()).toBe(0);
  });

  test('a page of elsewhere may neither ask, nor frame this one', async () => {
    const { origin } = new URL(lab.url);
    const other = await lab.browser.newPage();
    await other.route('http://elsewhere.example/', (route) => {
      return route.fulfill({ contentType: 'text/html', body: `<iframe src="${lab.url}"></iframe>` });
    });
    await other.goto('http://elsewhere.example/');
    const asked = await other.evaluate(`fetch('${origin}/api/stats').then((reply) => reply.status, () => 'refused')`);
    expect(asked).toBe('refused');
    await other.locator('iframe').waitFor();
    expect(other.frames().some((frame) => frame.url().startsWith(origin))).toBe(false);
    await other.close();
  });

  test('without the token there is nothing to see', async () => {
    const { origin } = new URL(lab.url);
    const context = await lab.context();
    const other = await context.newPage();
    const reply = await other.goto(`${origin}/api/stats`);
    expect(reply?.status()).toBe(401);
    await context.close();
  });

  test('what an agent writes meanwhile comes into the page by itself', async () => {
    await show('#file=a.ts');
    await rows().nth(1).waitFor();
    expect(await rows().count()).toBe(2);
    await page.getByText('live', { exact: true }).waitFor();
    session.turn('Add three').patch('*** Update File: a.ts\n@@\n two\n+three', { 'a.ts': 'one\ntwo\nthree\n' });
    session.save();
    await rows().nth(2).waitFor();
    expect((await rows().allTextContents())[2]).toContain('turn 3');
  });

  test('nothing went wrong in any page', () => {
    expect(lab.errors).toEqual([]);
  });
});
