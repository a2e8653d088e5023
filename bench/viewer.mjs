/**
 * V1 to V4: the viewer in a real browser, on a file of 20,000 lines: what its page weighs, how soon the first line stands there, and
 * the longest the page is held up while it is scrolled from end to end, and while its syntax is read. Left out where there is no
 * Chromium. Usage: npm run build && node bench/viewer.mjs
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { environment, isProgram, median, optionsOf, PROGRAM, PROJECT, printRows, row, run } from './measure.mjs';

const LINES = 20_000;
const PAGES = join(PROJECT, 'dist/viewer');
const NAMES = [process.env.AI_BLAME_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'];
const BROWSER = NAMES.find((name) => name && spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);

/** In the page: scrolls the lines from top to bottom, and gives the longest time between two frames, in milliseconds. */
const SCROLL = `new Promise((resolve) => {
  const rows = document.querySelector('.code-rows');
  const steps = 120;
  const step = (rows.scrollHeight - rows.clientHeight) / steps;
  let longest = 0;
  let n = 0;
  let before = performance.now();
  const frame = () => {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
    if (n++ >= steps) return resolve(longest);
    rows.scrollTop += step;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;

/** In the page, before anything else runs: notes the longest task that held the page up. */
const WATCH = `window.longestTask = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longestTask = Math.max(window.longestTask, duration);
}).observe({ type: 'longtask', buffered: true });`;

export async function benchViewer({ rounds }) {
  const weight = ['index.html', 'viewer.js', 'viewer.css']
    .map((name) => gzipSync(readFileSync(join(PAGES, name))).length)
    .reduce((sum, bytes) => sum + bytes, 0);
  const grammars = readdirSync(join(PAGES, 'grammars')).map((name) => {
    return gzipSync(readFileSync(join(PAGES, 'grammars', name))).length;
  });
  const kilobytes = (bytes) => bytes / 1024;
  const rows = [
    row(
      'V1',
      'weight of the page, compressed',
      `${kilobytes(weight).toFixed(0)} KiB`,
      '',
      '',
      kilobytes(weight),
      250,
      ' KiB',
    ),
    row('', 'the heaviest grammar, compressed', '', '', '', kilobytes(Math.max(...grammars)), null, ' KiB'),
  ];
  if (BROWSER === undefined) {
    console.error('no Chromium: V2 to V4 are left out');
    return rows;
  }
  const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bench-'));
  try {
    return [...rows, ...(await inBrowser(folder, Math.max(3, rounds)))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inBrowser(folder, rounds) {
  const git = (...args) =>
    run({ command: 'git', args: ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], cwd: folder });
  const lines = Array.from(
    { length: LINES },
    (_, n) => `export const value${n} = compute(${n}, 'text ${n}'); // of line ${n}`,
  );
  writeFileSync(join(folder, 'large.ts'), `${lines.join('\n')}\n`);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'Begin');
  const env = { ...environment, HOME: folder, AI_BLAME_HOME: join(folder, '.git/ai-blame') };
  const begun = performance.now();
  const server = spawn(process.execPath, [PROGRAM, 'serve', '--no-open', '--port', '0'], { cwd: folder, env });
  const url = await new Promise((resolve, reject) => {
    server.once('close', (code) => reject(new Error(`ai-blame serve ended with ${code}`)));
    server.stdout.once('data', (text) => resolve(text.toString().trim()));
  });
  const started = performance.now() - begun;
  const executablePath = execFileSync('sh', ['-c', `command -v ${BROWSER}`])
    .toString()
    .trim();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const samples = [];
  for (let round = -1; round < rounds; round++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    const page = await context.newPage();
    await page.addInitScript(WATCH);
    await page.goto(`${url}#view=sessions`);
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    const asked = performance.now();
    await page.evaluate("location.hash = '#file=large.ts'");
    await page.locator('#line-1').waitFor();
    const first = performance.now() - asked;
    await page.locator('#line-1 .t-keyword').first().waitFor();
    const scroll = await page.evaluate(SCROLL);
    const task = await page.evaluate('window.longestTask');
    // The first one fills the index, and keeps the answer.
    if (round >= 0) samples.push({ first, scroll, task });
    await context.close();
  }
  await browser.close();
  server.kill('SIGINT');
  const of = (key) => median(samples.map((sample) => sample[key]));
  const told = (key) => `${of(key).toFixed(0)} ms`;
  return [
    row('V2', 'ai-blame serve answers', `${started.toFixed(0)} ms`, '', '', started, 1000, ' ms'),
    row('V3', `first of ${LINES} lines, from the click`, told('first'), '', '', of('first'), null, ' ms'),
    row('V4', 'longest frame while scrolling them all', told('scroll'), '', '', of('scroll'), 100, ' ms'),
    row('', 'longest task of the page meanwhile', told('task'), '', '', of('task'), null, ' ms'),
  ];
}

if (isProgram(import.meta.url)) printRows(await benchViewer(optionsOf(process.argv)));
