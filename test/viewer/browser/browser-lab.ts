import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const BIN = join(import.meta.dirname, '../../../bin/ai-blame.js');

/** Chromium of this machine, or that `AI_BLAME_CHROMIUM` names; null: none. */
const CHROMIUM = [process.env.AI_BLAME_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].find((name) => {
  return name !== undefined && name !== '' && spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
});

/** A suite that needs a real browser; where there is none it is skipped, and its name says so. */
export function inBrowser(name: string, suite: () => void): void {
  if (CHROMIUM !== undefined) describe(name, suite);
  else describe.skip(`${name} (no Chromium here: apt-get install chromium, or set AI_BLAME_CHROMIUM)`, suite);
}

export interface Shown {
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** The built program serving a repository, and a browser that looks at it. What goes wrong in the page is kept in `errors`. */
export class BrowserLab {
  readonly url: string;
  readonly browser: Browser;
  readonly errors: string[] = [];
  readonly #server: ChildProcess;

  private constructor(url: string, server: ChildProcess, browser: Browser) {
    this.url = url;
    this.browser = browser;
    this.#server = server;
  }

  static async start({ cwd, variables }: Shown): Promise<BrowserLab> {
    const server = spawn(process.execPath, [BIN, 'serve', '--no-open', '--port', '0'], {
      cwd,
      env: { PATH: process.env.PATH, TZ: 'UTC', ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await firstLine(server);
    return new BrowserLab(url, server, await launch());
  }

  /** A page that is signed in and shows a view. */
  async open(fragment: string, look: Look = {}): Promise<Page> {
    const page = await this.context(look).then((context) => context.newPage());
    this.listen(page);
    await page.goto(`${this.url}${fragment}`);
    return page;
  }

  context({ width = 1280, height = 860, colorScheme = 'light' }: Look = {}): Promise<BrowserContext> {
    return this.browser.newContext({
      viewport: { width, height },
      colorScheme,
      timezoneId: 'UTC',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
  }

  listen(page: Page): void {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('dialog', (dialog) => {
      this.errors.push(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => undefined);
    });
    page.on('console', (message) => {
      // A question that the server answers with "no" is told there as well.
      if (message.type() === 'error' && !/status of 40\d/.test(message.text())) this.errors.push(message.text());
    });
  }

  async close(): Promise<void> {
    await this.browser.close();
    const ended = new Promise((resolve) => this.#server.once('close', resolve));
    this.#server.kill('SIGINT');
    await ended;
  }
}

function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: pathOf(CHROMIUM ?? ''), args: ['--no-sandbox'] });
}

function pathOf(name: string): string {
  return name.includes('/') ? name : spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end).trim());
    });
    server.once('close', (code) => reject(new Error(`The server ended with ${code}`)));
  });
}

/**
 * What axe finds against its rules for WCAG 2.2 AA and good practice, in words.
 * @param options of axe: what it may load, where a page's policy forbids that.
 */
export async function violations(page: Page, options: { readonly preload?: boolean } = {}): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => {
    return `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).join(' | ')}`;
  });
}
