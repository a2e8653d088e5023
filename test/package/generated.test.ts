import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { printedSchemas } from '../../scripts/schemas.mjs';
import { rolledUpTypes } from '../../scripts/types.mjs';

const ROOT = join(import.meta.dirname, '../..');
const textOf = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

describe('what is made from the source, and committed, is what the source says', () => {
  test('types/index.d.ts (npm run types)', async () => {
    expect(textOf('types/index.d.ts')).toBe(await rolledUpTypes());
  });

  test('docs/ and man/ (npm run docs)', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/documents.mjs', '--check'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('the page of the manual is one that man shows without a word', () => {
    const page = join(ROOT, 'man/ai-blame.1');
    for (const [program, ...words] of [
      ['mandoc', '-T', 'lint', '-W', 'error', page],
      ['groff', '-man', '-ww', '-z', '-K', 'utf8', page],
    ]) {
      const { status, stdout, stderr, error } = spawnSync(program ?? '', words, { encoding: 'utf8' });
      if (error !== undefined) process.stdout.write(`not tried: there is no ${program}\n`);
      else expect({ program, status, stdout, stderr }).toEqual({ program, status: 0, stdout: '', stderr: '' });
    }
  });

  test('no word is parted at the end of a line of the manual: what is copied runs', () => {
    for (const width of [50, 80, 120]) {
      const words = ['-man', '-T', 'utf8', '-K', 'utf8', '-P-bcou', `-rLL=${width}n`, join(ROOT, 'man/ai-blame.1')];
      const { stdout, error } = spawnSync('groff', words, { encoding: 'utf8', maxBuffer: 2 ** 24 });
      if (error !== undefined) process.stdout.write('not tried: there is no groff\n');
      else expect(stdout.split('\n').filter((line) => line.endsWith('\u2010'))).toEqual([]);
    }
  });

  test('schemas/ of what is printed (npm run schemas)', () => {
    for (const [name, text] of printedSchemas()) {
      expect({ name, schema: JSON.parse(textOf(`schemas/${name}`)) }).toEqual({ name, schema: JSON.parse(text) });
    }
  });

  test('every JSON document that the program prints has a schema of its name', () => {
    const source = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const named = source.flatMap((name) => [...textOf(`src/${name}`).matchAll(/'ai-blame\/([a-z-]+)@(\d)'/g)]);
    // The viewer's pages alone are given these.
    const served = ['about', 'error', 'files'];
    const wanted = [
      ...new Set(
        named
          .filter(([, name = '']) => !served.includes(name))
          .map(([, name, version]) => `${name}-${version}.schema.json`),
      ),
    ].sort();
    expect(wanted.length).toBeGreaterThan(30);
    expect(wanted.filter((name) => !readdirSync(join(ROOT, 'schemas')).includes(name))).toEqual([]);
  });
});
