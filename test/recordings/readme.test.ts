import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RecordedWorld } from '../support/recorded-world.js';
import { answerTo } from '../support/run-cli.js';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** As the pictures are drawn (scripts/terminal-svg.mjs): where the first row begins, and how large a cell is. */
const MARGIN = 14;
const CELL = 8.4;

/** The text of a picture as a reader sees it: each piece in its column. */
function textOf(svg: string): string {
  const rows = new Map<string, string>();
  for (const [, x, y = '', text = ''] of svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g)) {
    const column = Math.round((Number(x) - MARGIN) / CELL);
    rows.set(y, (rows.get(y) ?? '').padEnd(column) + text);
  }
  return [...rows.values(), '']
    .join('\n')
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? '&');
}

test.each(['dark', 'light'])(
  'the picture that README shows first (%s) tells what the program answers',
  async (theme) => {
    const name = `docs/pictures/blame-${theme}.svg`;
    expect(README.slice(0, 1500)).toContain(name);
    const shown = textOf(readFileSync(join(ROOT, name), 'utf8'));
    const world = new RecordedWorld('0.77.0');
    try {
      const env = { cwd: world.repo.dir, home: world.base, variables: { CODEX_HOME: world.codexHome } };
      const commands = shown.match(/^\$ ai-blame .*$/gm) ?? [];
      expect(commands.length).toBeGreaterThan(1);
      let told = '';
      for (const command of commands) {
        const words = command.split(' ').slice(2);
        const { stdout } = await answerTo(
          [...words, ...(words[0] === 'why' ? [] : ['--width', '106']), '--no-index'],
          env,
        );
        told += `${command}\n${stdout}`;
      }
      const pieces = (text: string): string => text.replace(/ +$/gm, '').replace(/\n+/g, '\n');
      expect(pieces(shown.replace(/^\d+ % agent.*\n/m, ''))).toBe(pieces(told));

      // Said in a terminal only; whose the lines are is known from the recording's script.
      const models = (world.truth.files['src/text.js'] ?? []).map(({ writer }) => writer?.model);
      const of = (model: string): number => models.filter((each) => each === model).length;
      expect([models.length, of('gpt-5.2'), of('gpt-5.1-codex-max')]).toEqual([12, 3, 1]);
      expect(shown).toContain('\n33 % agent: gpt-5.2 3 lines, gpt-5.1-codex-max 1 line; 67 % commits\n');
    } finally {
      world.remove();
    }
  },
);
