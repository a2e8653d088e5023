import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { corpusFolder } from '../../support/corpus.js';
import { BrowserLab, inBrowser, violations } from './browser-lab.js';

const BIN = join(import.meta.dirname, '../../../bin/ai-blame.js');
const CORPUS = corpusFolder();
const inBrowserWithCorpus =
  CORPUS === null ? (name: string) => test.skip(`${name} (no corpus here)`, () => {}) : inBrowser;

interface TruthLine {
  readonly text: string;
  readonly agent: string | null;
  readonly model?: string;
}

inBrowserWithCorpus('the pages of the viewer, on the seed’s example', () => {
  let base: string;
  let repo: string;
  let variables: Record<string, string>;
  let lab: BrowserLab;
  let page: Page;

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'ai-blame-viewer-'));
    repo = join(base, 'repo');
    const example = join(CORPUS as string, 'seed-example');
    execFileSync('sh', [join(example, 'make-repo.sh'), repo], { stdio: 'ignore' });
    variables = {
      HOME: join(base, 'home'),
      CODEX_HOME: join(example, 'home/.codex'),
      CLAUDE_CONFIG_DIR: join(example, 'home/.claude'),
      AI_BLAME_HOME: join(base, 'ai-blame'),
    };
    lab = await BrowserLab.start({ cwd: repo, variables });
    page = await lab.open('');
  });

  afterAll(async () => {
    await lab.close();
    rmSync(base, { recursive: true, force: true });
  });

  function printed(...argv: string[]): string {
    return execFileSync(process.execPath, [BIN, ...argv], {
      cwd: repo,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, TZ: 'UTC', ...variables },
    });
  }

  function truth(file: string): TruthLine[] {
    const all = JSON.parse(readFileSync(join(CORPUS as string, 'seed-example/truth.json'), 'utf8'));
    return all[file];
  }

  async function show(fragment: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${lab.url}${fragment}`);
  }

  const rows = () => page.locator('.row[role=option]');
  const heading = (name: string | RegExp) => page.getByRole('heading', { name, exact: true });

  test('the token is gone from the address, and the page is signed in', async () => {
    await show('');
    await heading('repo').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('overview: whose the lines are, over models, time and files', async () => {
    await show('');
    await page.getByText('81 % of 115 lines written by agents, in 17 edits').waitFor();
    const models = page.getByRole('table').first().getByRole('row');
    expect((await models.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      'Model Lines Share Edits',
      'claude-opus-4-5-20251101 claude-code 46 40 % 4',
      'claude-haiku-4-5-20251001 claude-code 41 36 % 11',
      'gpt-5.2-codex codex 6 5 % 2',
      'commit 0 0 %',
      'preexisting 22 19 %',
      'untraced 0 0 %',
    ]);
    await page.getByText('As a table').click();
    const days = page.locator('.chart tbody tr');
    expect((await days.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      '2025-12-28 claude-haiku-4-5-20251001 42',
      '2025-12-28 claude-opus-4-5-20251101 49',
      '2025-12-29 gpt-5.2-codex 6',
    ]);
    await page.locator('.file-map a[aria-label^="example.py:"]').click();
    await heading('example.py').waitFor();
  });

  test('file: each line beside who wrote it, as truth has it', async () => {
    await show('#file=example.py');
    await rows().first().waitFor();
    const told = (await rows().allTextContents()).map((text) => text.replace(/turn \d+/, 'turn N'));
    const marked = truth('example.py').map(({ text, model }, at) => {
      return `${model?.replace(/-20\d{6}$/, '')} · turn Nexact=${at + 1}${text}`;
    });
    expect(told).toEqual(marked);
  });

  test('a line is chosen by a click and by keys; its panel says who, why and how that is known', async () => {
    await show('#file=example.py');
    await rows().nth(11).click();
    const panel = page.getByRole('complementary', { name: 'Line 12' });
    await panel.getByText('make a random edit add some comments to the python file').waitFor();
    await panel.getByText('writer').waitFor();
    expect((await panel.innerText()).replace(/\s+/g, ' ')).toContain('codex 0.77.0');
    expect(page.url()).toContain('#file=example.py&line=12');
    await page.keyboard.press('j');
    await page.getByRole('complementary', { name: 'Line 13' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('complementary', { name: 'Line 17' }).waitFor();
    await page.keyboard.press('Enter');
    await heading('Turn 3').waitFor();
    await page.goBack();
    await page.getByRole('complementary', { name: 'Line 17' }).waitFor();
  });

  test('filters dim what is not asked for, stand in the address, and are taken back', async () => {
    await show('#file=example.py');
    await page.getByRole('button', { name: /gpt-5\.2-codex/ }).click();
    const dimmed = () => page.locator('.row.dimmed').count();
    await page.locator('.row.dimmed').first().waitFor();
    expect([await rows().count(), await dimmed()]).toEqual([18, 16]);
    const address = page.url();
    await page.getByRole('button', { name: /claude-haiku/ }).click();
    expect(await dimmed()).toBe(14);
    await page.getByRole('button', { name: /= exact/ }).click();
    expect(await dimmed()).toBe(14);
    await page.goto('about:blank');
    await page.goto(address);
    await page.locator('.row.dimmed').first().waitFor();
    expect(await dimmed()).toBe(16);
  });

  test.each<[fragment: string, argv: string[]]>([
    ['#file=example.py&line=5', ['example.py', '--line', '5']],
    ['#file=example.py&at=1', ['example.py@1']],
    ['#file=example.py&from=1&to=3&line=12', ['example.py@1..3', '--line', '12']],
    ['#session=019b6b08&turn=3', ['019b6b08:3']],
  ])('a link that is copied from %s is the one that ai-blame link prints', async (fragment, argv) => {
    await show(fragment);
    const copy = page.getByRole('button', { name: 'Copy link' }).first();
    const link = printed('link', ...argv).trim();
    await page.locator(`[data-anchor="${link}"]`).first().waitFor();
    await copy.click();
    await page.getByRole('status').getByText('Link copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link);
  });

  test('time travel: a state beside its writers, the next one by a key, all of them by playing', async () => {
    await show('#file=example.py&at=1');
    await page.getByText('State 1 of 3: claude-opus-4-5-20251101, create').waitFor();
    await rows().first().waitFor();
    expect(await rows().count()).toBe(14);
    expect(await rows().nth(0).textContent()).toBe(
      'claude-opus-4-5 · turn 1exact=1"""Simple example module for testing."""',
    );
    await page.keyboard.press(']');
    await page.getByText('State 2 of 3: claude-haiku-4-5-20251001').waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText('State 3 of 3: gpt-5.2-codex').waitFor();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await page.getByRole('slider').press('Home');
    await page.getByText('State 0 of 3').waitFor();
  });

  test('a line of a state that no agent wrote is nobody else’s: not that of who made the state', async () => {
    const { lines } = JSON.parse(printed('show', 'main.py@-1', '--lines', '--json'));
    const line = lines.find(({ origin }: { origin: string }) => origin === 'preexisting').start;
    await show(`#file=main.py&at=-1&line=${line}`);
    const panel = page.getByRole('complementary');
    await panel.getByText(`Line ${line}`, { exact: true }).waitFor();
    await panel.getByRole('heading', { name: 'preexisting' }).waitFor();
    expect(await panel.getByRole('region').count()).toBe(0);
  });

  test('differences: both sides with who wrote each line', async () => {
    await show('#file=example.py&from=1&to=3&line=12');
    const added = page.locator('.diff-row.added');
    await added.first().waitFor();
    expect((await added.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      '9 added + >>> greet("Alice") claude-haiku-4-5 · turn 3',
      "10 added + 'Hello, Alice!'",
      '12 added + # Keep greeting format centralized for easy tweaks. gpt-5.2-codex · turn 3',
      '17 added + # Run a quick demo when executed directly. gpt-5.2-codex · turn 3',
    ]);
    expect(await page.locator('.diff-row.selected .text').innerText()).toBe(
      '    # Keep greeting format centralized for easy tweaks.',
    );
  });

  test('turn, session and sessions lead to each other', async () => {
    await show('#view=sessions');
    await page.getByRole('link', { name: /created a file created-with-codex/ }).click();
    await page.getByText('3 turns').waitFor();
    await page.getByText('I want u to create a file').click();
    await page.getByText('rg --files').first().waitFor();
    await page.getByRole('link', { name: 'Turn 2 with its changes' }).click();
    await heading('Turn 2').waitFor();
    await page.getByRole('link', { name: 'created-with-codex.md' }).first().waitFor();
    await page.keyboard.press(']');
    await heading('Turn 3').waitFor();
    await page.keyboard.press('u');
    await page.getByText('3 turns').waitFor();
    await page.goBack();
    await heading('Turn 3').waitFor();
    await page.goBack();
    await heading('Turn 2').waitFor();
    await page.goForward();
    await heading('Turn 3').waitFor();
  });

  test('an edit is found wherever it is', async () => {
    const { edits } = JSON.parse(printed('edits', 'example.py', '--json'));
    const { id } = edits.at(-1);
    await show(`#edit=${id}`);
    await heading(`Edit ${id}`).waitFor();
    await page.locator('.diff-row.added').nth(1).waitFor();
    await show(`#session=019b6b08&turn=3&edit=${id.slice(0, 6)}`);
    await page.getByRole('region', { name: `Edit ${id}` }).waitFor();
  });

  test('two models beside each other', async () => {
    await show('#view=compare&a=model:claude-opus-4-5-20251101&b=model:gpt-5.2-codex');
    const lines = page.getByRole('row', { name: /^Lines still there/ });
    await lines.waitFor();
    expect((await lines.innerText()).replace(/\s+/g, ' ').trim()).toBe('Lines still there 46 6');
  });

  test('search by /: files, prompts and sessions', async () => {
    await show('');
    await heading('repo').waitFor();
    await page.keyboard.press('/');
    await page.getByRole('searchbox', { name: /Search files/ }).fill('comments');
    await page.getByRole('link', { name: 'make a random edit add some comments to the python file' }).first().waitFor();
    await page.getByRole('searchbox', { name: /Search files/ }).fill('example');
    await page.getByRole('link', { name: 'example.py' }).click();
    await heading('example.py').waitFor();
  });

  test('j and k go through the rows of a list, the arrow down from the field into them', async () => {
    await show('#view=search&q=file');
    const prompts = page.getByRole('link', { name: /file/ });
    await prompts.first().waitFor();
    await page.getByRole('searchbox', { name: /Search files/ }).press('ArrowDown');
    const focused = () => page.evaluate('document.activeElement.textContent');
    const names = await page.locator('main .plain-list > li > a').allTextContents();
    expect(await focused()).toBe(names[0]);
    await page.keyboard.press('j');
    expect(await focused()).toBe(names[1]);
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await focused()).toBe(names[1]);
    await page.keyboard.press('Enter');
    await heading(/^Turn \d$/).waitFor();
    await show('#view=sessions');
    await page.getByRole('link', { name: /created a file/ }).waitFor();
    await page.keyboard.press('j');
    expect(await focused()).toMatch(/^created a file created-with-codex/);
  });

  test('over time: lines or shares, by model or by agent', async () => {
    await show('');
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('button', { name: 'By agent' }).click();
    await page.getByText('As a table').click();
    const days = page.locator('.chart tbody tr');
    // Of 91 lines on the first day 42 and 49 were two models' of one agent.
    expect((await days.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      '2025-12-28 claude-code 100 %',
      '2025-12-29 codex 100 %',
    ]);
    await page.getByRole('button', { name: 'By model' }).click();
    expect((await days.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      '2025-12-28 claude-haiku-4-5-20251001 46 %',
      '2025-12-28 claude-opus-4-5-20251101 54 %',
      '2025-12-29 gpt-5.2-codex 100 %',
    ]);
  });

  test('g f goes to a file, ? tells all keys and words', async () => {
    await show('#view=sessions');
    await heading('Sessions').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('combobox', { name: 'Name of a file' }).fill('conf');
    await page.getByRole('option', { name: 'config.yaml' }).waitFor();
    await page.keyboard.press('Enter');
    await heading('config.yaml').waitFor();
    // Also from a page with lines, where g g is the first of them.
    await rows().first().waitFor();
    await page.keyboard.press('G');
    await page.getByRole('complementary', { name: /^Line \d\d?$/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('combobox', { name: 'Name of a file' }).fill('example');
    await page.keyboard.press('Enter');
    await heading('example.py').waitFor();
    await page.locator('#line-18').waitFor();
    await page.keyboard.press('G');
    await page.getByRole('complementary', { name: 'Line 18' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await page.getByRole('complementary', { name: 'Line 1', exact: true }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('snapshot_missing').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test.each([
    ['#file=example.py&at=e:ffffffff', 'e:ffffffff cannot be shown'],
    ['#file=nowhere.py', 'nowhere.py'],
    ['#session=ffffffff&turn=1', 'ffffffff'],
    ['#session=019b6b08&turn=9', 'There is no turn 019b6b08:9'],
    ['#edit=ffffffffffff', 'ffffffffffff'],
    ['#nothing', 'names nothing that this page shows'],
    ['#file=example.py&line=999', 'There is no line 999 in this file any more'],
    ['#file=example.py&at=1&line=15', 'There is no line 15 in this file any more'],
    ['#file=example.py&from=1&to=3&line=2', 'Line 2 of the newer side is not among these changes'],
    ['#file=example.py&from=e:ffffffff&to=3', 'ffffffff'],
  ])('%s, which leads nowhere, says what is missing', async (fragment, message) => {
    await show(fragment);
    const trouble = page.getByRole('alert').first();
    await trouble.waitFor();
    expect(await trouble.innerText()).toContain(message);
  });

  test('a state that is not there shows the file’s timeline', async () => {
    await show('#file=example.py&at=e:ffffffff');
    await page.getByRole('heading', { name: 'Its states' }).waitFor();
    expect(await page.locator('.timeline [role=listitem]').count()).toBe(4);
  });

  test('a file that is gone says so, and shows the states that it had', async () => {
    const gone = join(repo, 'foo.md');
    const content = readFileSync(gone);
    rmSync(gone);
    try {
      await show('#file=foo.md&line=3');
      await page.getByRole('alert').getByText('There is no file foo.md in the work tree').waitFor();
      await page.getByRole('heading', { name: 'Its states' }).waitFor();
      await page.getByRole('button', { name: /^e:/ }).first().click();
      await rows().first().waitFor();
    } finally {
      writeFileSync(gone, content);
    }
  });

  test('a prefix of several edits asks which', async () => {
    await page.route('**/api/trace?edit=aaaa', (route) => {
      return route.fulfill({
        status: 400,
        json: {
          schema: 'ai-blame/error@1',
          error: { code: 'AMBIGUOUS', message: 'aaaa begins several edits', hint: null },
        },
      });
    });
    await page.route('**/api/edits', async (route) => {
      const answer = await route.fetch();
      const { edits, ...others } = await answer.json();
      const renamed = edits
        .slice(0, 3)
        .map((edit: object, at: number) => ({ ...edit, id: at < 2 ? `aaaa0000000${at}` : 'b' }));
      await route.fulfill({ json: { ...others, edits: renamed } });
    });
    await show('#edit=aaaa');
    await page.getByRole('heading', { name: 'Which one?' }).waitFor();
    expect(await page.locator('main li a').allInnerTexts()).toEqual(['aaaa00000000', 'aaaa00000001']);
    await page.unrouteAll();
  });

  test.each(['#session=a&turn=1', '#session=a'])('%s, the beginning of two sessions, asks which', async (fragment) => {
    await show(fragment);
    await page.getByRole('heading', { name: 'Which one?' }).waitFor();
    const links = page.locator('main .plain-list a');
    const to = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(to.sort()).toEqual(['#session=ad47cca', '#session=ae9a854'].map((each) => each + fragment.slice(10)));
    await links.first().click();
    await page.getByText('Warmup').first().waitFor();
  });

  const VIEWS = [
    '',
    '#file=example.py&line=12',
    '#file=created-with-codex.md&line=1',
    '#file=example.py&at=2',
    '#file=example.py&from=0&to=3',
    '#session=019b6b08&turn=3',
    '#session=019b6b08',
    '#view=sessions',
    '#view=compare',
    '#view=search&q=file',
    '#file=example.py&at=e:ffffffff',
  ];

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 380],
  ] as const)(
    'axe finds nothing in any view, and none is broader than the window: %s, %i wide',
    async (colorScheme, width) => {
      const other = await lab.open('', { colorScheme, width });
      const found: unknown[] = [];
      for (const view of VIEWS) {
        await other.goto('about:blank');
        await other.goto(`${lab.url}${view}`);
        await other.locator('main').waitFor();
        await other.waitForLoadState('networkidle', { timeout: 500 }).catch(() => undefined);
        await other.locator('.loading').first().waitFor({ state: 'detached' });
        const broad = (await other.evaluate('document.documentElement.scrollWidth')) as number;
        found.push(...(await violations(other)).map((each) => `${view} ${each}`));
        if (broad > width) found.push(`${view} is ${broad} wide`);
      }
      await other.context().close();
      expect(found).toEqual([]);
    },
    300_000,
  );

  test('nothing went wrong in any page', () => {
    expect(lab.errors).toEqual([]);
  });
});
