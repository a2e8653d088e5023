import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CodexWorld } from '../../support/codex-world.js';
import { BrowserLab, inBrowser } from './browser-lab.js';

const LINES = 20_000;
const SESSIONS = 5_000;
const STATES = 50_000;

/** Rows and what they hold, whatever the length of a list: what the page may hold at most. */
const MOST_ELEMENTS = 3_000;

inBrowser('the viewer over much', () => {
  let world: CodexWorld;
  let lab: BrowserLab;
  let page: Page;

  beforeAll(async () => {
    world = new CodexWorld();
    const lines = Array.from({ length: LINES }, (_, at) => `const line${at + 1} = ${at + 1}; /* comment */`);
    world.commit('Begin', { 'large.js': `${lines.join('\n')}\n` });
    const session = world.session();
    const [last = ''] = lines.slice(-1);
    session.turn('Change the end').patch(`*** Update File: large.js\n@@\n-${last}\n+const end = true;`, {
      'large.js': `${[...lines.slice(0, -1), 'const end = true;'].join('\n')}\n`,
    });
    session.save();
    lab = await BrowserLab.start({
      cwd: world.repo.dir,
      variables: { HOME: `${world.base}/home`, CODEX_HOME: world.home, AI_BLAME_HOME: `${world.base}/ai-blame` },
    });
    page = await lab.open('');
  });

  afterAll(async () => {
    await lab.close();
    world.remove();
  });

  async function show(fragment: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${lab.url}${fragment}`);
  }

  const elements = () => page.locator('*').count();

  test('of 20,000 lines only those in sight are in the page, from the first to the last, coloured', async () => {
    await show('#file=large.js');
    await page.locator('#line-1').waitFor();
    expect(await elements()).toBeLessThan(MOST_ELEMENTS);
    await page.keyboard.press('G');
    await page.locator(`#line-${LINES} .t-keyword`).waitFor();
    expect(await page.locator(`#line-${LINES} .text`).textContent()).toBe('const end = true;');
    await page.getByRole('complementary').getByText('Change the end').first().waitFor();
    expect(await elements()).toBeLessThan(MOST_ELEMENTS);
    await page.keyboard.press('p');
    await page.getByRole('complementary', { name: 'Line 1', exact: true }).waitFor();
  });

  test('5,000 sessions come page by page as one scrolls', async () => {
    await page.route('**/api/sessions?**', async (route) => {
      const { searchParams } = new URL(route.request().url());
      const start = Number(searchParams.get('cursor') ?? 0);
      const limit = Number(searchParams.get('limit'));
      const sessions = Array.from({ length: Math.min(limit, SESSIONS - start) }, (_, at) => ({
        agent: 'codex',
        id: `session-${start + at}`,
        title: `Session ${start + at + 1}`,
        model: 'gpt-demo',
        turns: 1,
        createdAt: '2026-01-01T00:00:00.000Z',
        depth: 0,
      }));
      const next = start + limit < SESSIONS ? String(start + limit) : null;
      const summary = { matching: SESSIONS, withoutMessage: 0 };
      await route.fulfill({
        json: { schema: 'ai-blame/sessions@1', sessions, nextCursor: next, summary, warnings: [] },
      });
    });
    await show('#view=sessions');
    await page.getByText('5,000 sessions').waitFor();
    const list = page.getByRole('list', { name: 'Sessions' });
    for (let come = 200; come <= SESSIONS; come += 200) {
      const last = page.getByRole('link', { name: `Session ${come}`, exact: true });
      // The end moves on when the next page comes.
      while (!(await last.isVisible())) {
        await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        await last.waitFor({ timeout: 500 }).catch(() => undefined);
      }
    }
    expect(await elements()).toBeLessThan(MOST_ELEMENTS);
    await page.unrouteAll();
  });

  test('a file that was written 50,000 times is gone through, and named by hand', async () => {
    await page.route('**/api/log?**', async (route) => {
      const answer = await (await route.fetch()).json();
      const { states } = answer;
      const many = Array.from({ length: STATES }, (_, at) => ({ ...states.at(-1), state: at, edit: null }));
      await route.fulfill({ json: { ...answer, states: many } });
    });
    await show('#file=large.js&at=1');
    await page.getByText(`State 1 of ${STATES - 1}`).waitFor();
    expect(await elements()).toBeLessThan(MOST_ELEMENTS);
    await show('#file=large.js&from=0&to=1');
    await page.getByRole('textbox', { name: 'From' }).waitFor();
    expect(await elements()).toBeLessThan(MOST_ELEMENTS);
    await page.unrouteAll();
  });

  test('a turn that changed 2,000 files, in 3,000 steps, a session of 2,000 turns, and 5,000 sessions to compare', async () => {
    await page.route('**/api/turn?**', async (route) => {
      const answer = await (await route.fetch()).json();
      const files = Array.from({ length: 2000 }, (_, at) => ({ ...answer.files[0], path: `src/file-${at}.js` }));
      await route.fulfill({ json: { ...answer, files } });
    });
    await page.route('**/api/transcript?**', async (route) => {
      const answer = await (await route.fetch()).json();
      const [turn] = answer.turns;
      const entries = Array.from({ length: 3000 }, (_, at) => ({ ...turn.entries[0], record: at + 1 }));
      await route.fulfill({ json: { ...answer, turns: [{ ...turn, entries }] } });
    });
    await show('#session=00000001&turn=1');
    await page.getByText('2,000 files').waitFor();
    await page.getByRole('button', { name: 'Show more: 2,850 entries' }).waitFor();
    await page.getByRole('button', { name: 'Show more: 1,800 files' }).scrollIntoViewIfNeeded();
    await page.getByRole('list', { name: 'Lines of src/file-199.js' }).waitFor();
    expect(await elements()).toBeLessThan(2 * MOST_ELEMENTS);
    await page.getByRole('button', { name: 'Show more: 1,800 files' }).click();
    await page.getByRole('button', { name: 'Show more: 1,600 files' }).waitFor();
    await page.route('**/api/session?**', async (route) => {
      const answer = await (await route.fetch()).json();
      const turns = Array.from({ length: 2000 }, (_, at) => ({ ...answer.turns[0], index: at + 1 }));
      await route.fulfill({ json: { ...answer, turns } });
    });
    await show('#session=00000001');
    await page.getByRole('button', { name: 'Show more: 1,800 turns' }).waitFor();
    expect(await elements()).toBeLessThan(MOST_ELEMENTS);
    await page.route('**/api/stats', async (route) => {
      const answer = await (await route.fetch()).json();
      const sessions = Array.from({ length: SESSIONS }, (_, at) => ({ ...answer.sessions[0], session: `id-${at}` }));
      await route.fulfill({ json: { ...answer, sessions } });
    });
    await show('#view=compare&a=session:id-4000');
    const [first] = [page.getByRole('combobox', { name: 'This' })];
    await first.waitFor();
    expect(await first.inputValue()).toBe('session:id-4000');
    expect(await elements()).toBeLessThan(MOST_ELEMENTS);
    await page.getByRole('searchbox', { name: 'Choose among' }).fill('id-4711');
    await page.getByRole('combobox', { name: 'with' }).selectOption('session:id-4711');
    await page.getByRole('columnheader', { name: 'id-4711' }).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('while all files are counted the page tells how far that is, and goes wherever one wants', async () => {
    await page.route('**/api/stats', () => undefined);
    await page.route('**/api/live', (route) => {
      const told = { question: 'stats', message: 'Counting lines', done: 1200, total: 5000 };
      const body = `retry: 100\n\nevent: progress\ndata: ${JSON.stringify(told)}\n\n`;
      return route.fulfill({ contentType: 'text/event-stream', body });
    });
    await show('');
    await page.getByRole('status').getByText('Counting lines …').waitFor();
    await page.getByRole('progressbar', { name: 'Counting lines' }).waitFor();
    await page.getByText('24 %').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('link', { name: 'Change the end' }).click();
    await page.getByText('1 turn', { exact: true }).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('where even the sessions take long, the page does not wait for them', async () => {
    await page.route('**/api/sessions?**', () => undefined);
    await show('#file=large.js');
    await page.locator('#line-1').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('nothing went wrong in any page', () => {
    expect(lab.errors).toEqual([]);
  });
});
