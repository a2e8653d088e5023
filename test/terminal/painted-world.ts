import { join } from 'node:path';
import { CodexWorld } from '../support/codex-world.js';

export const FILE = 'src/über/mixed.ts';
/** A name that would set a terminal's title. */
export const EVIL_FILE = 'evil\u001b]0;title\u0007.txt';

const BEGIN = [
  '/* A comment that',
  '   goes on below. */',
  "export const greeting = '半分 e\u0301 👩‍👩‍👧 🇩🇪 ✓';",
  'export function clamp(n: number, min = 0, max = 100): number {',
  '\treturn Math.min(Math.max(n, min), max);\t// a tab before, and one within',
  '}',
];
const ESCAPES = "const red = '\u001b[31m', title = '\u001b]0;x\u0007', csi = '\u009b2J', right = '\u202eabc\u202c';";

/**
 * A file by two people and four models, with every kind of evidence that two sessions of Codex can leave, with characters of all widths, and
 * with what a terminal would obey. The same ids and times in every run.
 */
export function paintedWorld(): CodexWorld {
  const world = new CodexWorld();
  const lines = [...BEGIN];
  const text = (): string => lines.map((line) => `${line}\n`).join('');
  const append = (...more: string[]): string => {
    const last = lines.at(-1);
    lines.push(...more);
    return [`*** Update File: ${FILE}`, '@@', ` ${last}`, ...more.map((line) => `+${line}`)].join('\n');
  };
  world.clock = Date.UTC(2024, 4, 6, 7, 8);
  world.commit('Begin', { [FILE]: text(), [EVIL_FILE]: 'calm\n' });

  world.clock = Date.UTC(2026, 0, 1, 12);
  const first = world.session({ model: 'gpt-5.2-codex' });
  first
    .turn('Add what \u001b]8;;http://evil.example\u001b\\a terminal\u001b]8;;\u001b\\ obeys \u202etxet')
    .patch(append(ESCAPES), { [FILE]: text() });
  first
    .turn('Say more', { model: 'gpt-5.1-codex-max' })
    .patch(
      append(
        'export const long = `a text that goes on and on, well beyond what a narrow terminal has room for',
        `  and below ${'$'}{greeting} it\`;`,
      ),
      { [FILE]: text() },
    );
  lines.push('// by hand, 手で');
  world.commit('By hand', { [FILE]: text() });
  const second = world.session({ model: 'o4-mini' });
  append('export const seen = 1; // between two snapshots');
  second.turn('Run the generator').shell('./generate', { [FILE]: text() });
  second.turn('Look').say('Done.');
  append('export const late = [2, 3]; // after the last one');
  second.turn('Run it again', { model: 'gpt-oss:20b' }).shell('./generate', { [FILE]: text() });
  return world;
}

/** What the program finds in such a world, and nothing of this machine. */
export function variablesOf(world: CodexWorld): Record<string, string> {
  return {
    HOME: join(world.base, 'home'),
    CODEX_HOME: world.home,
    AI_BLAME_HOME: join(world.base, 'ai-blame'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}
