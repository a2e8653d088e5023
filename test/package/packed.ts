import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Packed {
  /** Absolute. */
  readonly tarball: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly packedSize: number;
  readonly unpackedSize: number;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Packs what `npm test` built, as `npm publish` would. @param folder absolute, for all that npm writes. */
export function pack(folder: string): Packed {
  const packed = npm(folder, ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  const answer: unknown = JSON.parse(packed.stdout);
  // npm 11 gives a list, later ones a map by name.
  const [one] = Object.values(answer as Record<string, Record<string, never>>);
  if (one === undefined) throw new Error(packed.stdout + packed.stderr);
  const { filename, files, size, unpackedSize } = one as unknown as {
    readonly filename: string;
    readonly files: Packed['files'];
    readonly size: number;
    readonly unpackedSize: number;
  };
  return { tarball: join(folder, filename), files, packedSize: size, unpackedSize };
}

/**
 * A project that has the package and nothing else: no script is run, no optional dependency is there, nothing is asked of a registry.
 * @returns its folder.
 */
export function installed({ tarball }: Packed, folder: string): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private": true, "type": "module"}\n');
  const { code, stderr } = npm(folder, project, 'install', '--omit=optional', '--ignore-scripts', tarball);
  if (code !== 0) throw new Error(stderr);
  return project;
}

function npm(folder: string, cwd: string, ...words: string[]): Ended {
  return run('npm', [...words, '--offline', '--no-audit', '--no-fund', '--no-update-notifier'], cwd, {
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_userconfig: join(folder, 'npmrc'),
  });
}

export function run(
  program: string,
  words: readonly string[],
  cwd: string,
  variables: Record<string, string | undefined> = {},
): Ended {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', NO_COLOR: '1', TZ: 'UTC', ...variables },
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

export function packageJson(folder: string): { readonly [key: string]: unknown } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
