// Draws the pictures of README: the built program in a real terminal (tmux), over the recording that `npm run demo` lays out.
// `--check` names what is no longer as it would be drawn (test/terminal).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { layOut } from '../fixtures/lay-out.mjs';
import { rowsOf } from './terminal-rows.mjs';
import { terminalSvg } from './terminal-svg.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const COLUMNS = 106;
const COMMANDS = ['ai-blame src/text.js --highlight', 'ai-blame why src/text.js:10'];
const LABEL =
  'A terminal: ai-blame tells for each line of src/text.js who wrote it, Ada or one of two models of Codex, and how that is known';
const THEMES = { dark: '15;0', light: '0;15' };

const { Terminal } = await support();
const folder = mkdtempSync(join(tmpdir(), 'ai-blame-pictures-'));
try {
  const { repo, codexHome } = layOut('0.77.0', folder);
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(ROOT, 'bin/ai-blame.js'), join(folder, 'bin/ai-blame'));
  for (const [theme, grounds] of Object.entries(THEMES)) {
    const variables = {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
      CODEX_HOME: codexHome,
      AI_BLAME_HOME: join(folder, 'ai-blame'),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      COLORFGBG: grounds,
      PAGER: 'cat',
      PS1: '$ ',
    };
    const svg = terminalSvg(rowsOf(await screen(repo, variables)), { columns: COLUMNS, theme, label: LABEL });
    const name = `docs/pictures/blame-${theme}.svg`;
    if (!process.argv.includes('--check')) {
      mkdirSync(join(ROOT, 'docs/pictures'), { recursive: true });
      writeFileSync(join(ROOT, name), svg);
    } else if (readFileSync(join(ROOT, name), 'utf8') !== svg) {
      console.error(`${name} is not what the program shows: npm run pictures`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What a shell shows once each command was typed and has ended, without its last prompt. */
async function screen(cwd, variables) {
  const terminal = new Terminal('exec bash --norc --noprofile', { width: COLUMNS, height: 60, cwd, variables });
  try {
    let picture = await terminal.showing(/^\$\n*$/);
    for (const [nth, command] of COMMANDS.entries()) {
      terminal.press(command, 'Enter');
      picture = await terminal.showing(new RegExp(`^(\\$ ai-blame [^]*?\\n){${nth + 1}}\\$\\n*$`));
    }
    return picture.replace(/\$\n*$/, '');
  } finally {
    terminal.close();
  }
}

/** The terminal of the tests, bundled: it is TypeScript. */
async function support() {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const built = mkdtempSync(join(cache, 'ai-blame-pictures-'));
  try {
    const outfile = join(built, 'terminal.mjs');
    const entryPoints = [join(ROOT, 'test/support/terminal.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}
