import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { codexAdapter } from '../../src/agents/codex/adapter.js';
import { changeLines, patchOf, Rollout, sourceOf } from '../support/codex-rollout.js';
import { TempDir } from '../support/temp-dir.js';
import { zstdStored } from '../support/zstd-stored.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

function found(...homes: string[]): string[] {
  return codexAdapter()
    .discover(homes)
    .sources.map(({ home, path, kind, size }) => `${home.slice(dir.path.length)}:${path} ${kind} ${size}`);
}

describe('homes', () => {
  const homes = (variables: Record<string, string>, given: string[] = []) =>
    codexAdapter().homes({ home: '/home/ada', variables, platform: 'linux' }, { homes: given });

  test('C20: CODEX_HOME is read, and only there; what the person names comes before', () => {
    expect(homes({})).toEqual([join('/home/ada', '.codex')]);
    expect(homes({ CODEX_HOME: '' })).toEqual([join('/home/ada', '.codex')]);
    expect(homes({ CODEX_HOME: '/my codex/home' })).toEqual([resolve('/my codex/home')]);
    expect(homes({ CODEX_HOME: '/x' }, ['/a b', '/c', '/a b'])).toEqual([resolve('/a b'), resolve('/c')]);
  });
});

test('codex reader 1: both folders, all eras of names; temporary files and others are passed by', () => {
  for (const path of [
    'sessions/2026/01/02/rollout-2026-01-02T03-04-05-b.jsonl',
    'sessions/2026/01/02/rollout-2026-01-02T03-04-05-b_c.jsonl',
    'sessions/2026/01/02/.rollout-2026-01-02T03-04-05-b.jsonl.paginated.tmp',
    'sessions/2026/01/02/rollout-2026-01-02T03-04-05-b.jsonl.decompressed.tmp',
    'sessions/2026/01/02/notes.jsonl',
    'sessions/rollout-2025-05-07-flat.jsonl',
    'sessions/rollout-2025-04-17-ts.json',
    'archived_sessions/rollout-2025-12-01T00-00-00-z.jsonl',
    'archived_sessions/rollout-2025-12-02T00-00-00-y.jsonl.zst',
    'history.jsonl',
    'auth.json',
  ]) {
    dir.write(path, 'x');
  }
  expect(found(dir.path)).toEqual([
    ':sessions/2026/01/02/rollout-2026-01-02T03-04-05-b.jsonl jsonl 1',
    ':sessions/2026/01/02/rollout-2026-01-02T03-04-05-b_c.jsonl jsonl 1',
    ':sessions/rollout-2025-04-17-ts.json json 1',
    ':sessions/rollout-2025-05-07-flat.jsonl jsonl 1',
    ':archived_sessions/rollout-2025-12-01T00-00-00-z.jsonl jsonl 1',
    ':archived_sessions/rollout-2025-12-02T00-00-00-y.jsonl.zst jsonl.zst 1',
  ]);
});

test('codex reader 1: C22: of one session plain beats compressed, active beats archived, longer beats shorter', () => {
  const name = (id: string) => `rollout-2026-01-02T03-04-05-${id}.jsonl`;
  dir.write(`one/sessions/2026/01/02/${name('a')}.zst`, 'zzzz');
  dir.write(`one/sessions/2026/01/02/${name('a')}`, 'a');
  dir.write(`one/archived_sessions/${name('b')}`, 'bbbb');
  dir.write(`one/sessions/2026/01/02/${name('b')}`, 'b');
  dir.write(`one/sessions/2026/01/02/${name('c')}`, 'c');
  dir.write(`two/sessions/2026/01/02/${name('c')}`, 'ccc');
  dir.write(`one/sessions/2026/01/02/${name('d')}`, 'd');
  dir.write(`two/sessions/2026/01/02/${name('d')}`, 'd');
  expect(found(join(dir.path, 'one'), join(dir.path, 'two'))).toEqual([
    `/one:sessions/2026/01/02/${name('a')} jsonl 1`,
    `/one:sessions/2026/01/02/${name('b')} jsonl 1`,
    `/one:sessions/2026/01/02/${name('d')} jsonl 1`,
    `/two:sessions/2026/01/02/${name('c')} jsonl 3`,
  ]);
});

test('C23: homes that contain each other, or are linked, give each rollout once', () => {
  dir.write('home/sessions/2026/01/02/rollout-a.jsonl', 'a');
  symlinkSync(join(dir.path, 'home'), join(dir.path, 'linked'));
  expect(found(join(dir.path, 'home'), join(dir.path, 'linked'))).toEqual([
    '/home:sessions/2026/01/02/rollout-a.jsonl jsonl 1',
  ]);
});

test('a home that is not there has no sources', () => {
  expect(codexAdapter().discover([join(dir.path, 'none')])).toMatchObject({
    sources: [],
    stamps: new Map(),
    warnings: [],
  });
});

test('C22: a compressed rollout is read as a plain one', () => {
  const rollout = new Rollout()
    .meta()
    .says('go')
    .context('m')
    .patched(patchOf('*** Add File: a.md', '+one'), 'c1')
    .ghost('1'.repeat(40));
  const adapter = codexAdapter();
  const plain = adapter.read(rollout.source(dir));
  const packed = sourceOf(dir, 'archived_sessions/rollout-a.jsonl.zst', zstdStored(rollout.text()));
  const trace = adapter.read(packed);
  const places = (events: typeof trace.events) =>
    events.map((event) => ({ ...event, trace: { ...event.trace, source: null } }));
  expect(changeLines(trace)).toEqual(['1 create /w/demo/a.md applied']);
  expect(places(trace.events).map(({ trace: place, seq }) => [place, seq])).toEqual(
    places(plain.events).map(({ trace: place, seq }) => [place, seq]),
  );
  const change = trace.events.find((event) => event.kind === 'file_change');
  expect(change && adapter.loadChange(change)).toEqual({ tellings: [{ kind: 'content', text: 'one\n' }] });
  expect({ ...adapter.probe(packed), source: null }).toEqual({ ...adapter.probe(plain.source), source: null });
});
