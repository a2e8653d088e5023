import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

/** The built program, as it is installed: `npm test` builds it first. */
const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');
const { version: VERSION } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(bin: string, argv: readonly string[], options: { closeStdout?: boolean } = {}): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...argv], { env: { PATH: process.env.PATH, NO_COLOR: '1' } });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output.stderr += text;
  });
  if (options.closeStdout) {
    child.stdout.destroy();
  }
  const [code] = await once(child, 'close');
  return { code, ...output };
}

describe('the program', () => {
  test('tells the version of its package', async () => {
    expect(await run(BIN, ['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  test('helps on stdout', async () => {
    const { code, stdout, stderr } = await run(BIN, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ai-blame \[blame\] \[REV \| A\.\.B\] \[--\] FILE \[options\]\n/);
  });

  test('wrong usage ends with 2, and leaves stdout empty', async () => {
    expect(await run(BIN, ['--jsn', 'a.ts'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'ai-blame: Unknown option --jsn\nhint: did you mean --json?\n',
    });
  });

  test('an empty HOME is none: what lies in the current folder is nobody’s trace', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bin-'));
    try {
      const env = { PATH: process.env.PATH, HOME: '' };
      const { status, stdout } = spawnSync(process.execPath, [BIN, 'doctor', '--agents', '--json'], {
        cwd: folder,
        env,
      });
      const homes = [...stdout.toString().matchAll(/"path": "([^"]*)"/g)].map(([, home]) => home ?? '');
      expect(status).toBe(0);
      expect(homes.length).toBeGreaterThan(5);
      expect(homes.filter((home) => !isAbsolute(home))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('writes the same into a file, a pipe and a socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bin-'));
    try {
      const file = join(folder, 'help');
      const shell = (script: string) =>
        spawnSync('sh', ['-c', script, 'sh', process.execPath, BIN, file], { env: { PATH: process.env.PATH } });
      const { stdout } = await run(BIN, ['--help']);
      expect(shell('"$1" "$2" --help >"$3"').status).toBe(0);
      expect(readFileSync(file, 'utf8')).toBe(stdout);
      expect(shell('"$1" "$2" --help | cat').stdout.toString()).toBe(stdout);
      expect(shell('"$1" "$2" --jsn 2>&1 >"$3" | cat').stdout.toString()).toMatch(/^ai-blame: Unknown option --jsn\n/);
      expect(readFileSync(file, 'utf8')).toBe('');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a reader that left is no failure', async () => {
    expect(await run(BIN, ['--help'], { closeStdout: true })).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('a help text', () => {
  test('needs nothing that reads a command line or a trace', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ai-blame-bin-'));
    try {
      const files = ['bin/ai-blame.js', 'bin/package.json', 'package.json', 'dist/main.cjs', 'dist/help/ai-blame.txt'];
      for (const name of files) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        copyFileSync(join(dirname(BIN), '..', name), join(folder, name));
      }
      expect(await run(join(folder, 'bin/ai-blame.js'), ['--help'])).toEqual(await run(BIN, ['--help']));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a folder that was never built', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ai-blame-bin-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('is told, with what to do', async () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    for (const name of ['ai-blame.js', 'package.json'])
      copyFileSync(join(dirname(BIN), name), join(folder, 'bin', name));
    expect(await run(join(folder, 'bin/ai-blame.js'), ['--version'])).toEqual({
      code: 70,
      stdout: '',
      stderr:
        'ai-blame: it is not built: dist/main.cjs is missing\nhint: run "npm run build" in its folder, or install it again\n',
    });
  });
});
