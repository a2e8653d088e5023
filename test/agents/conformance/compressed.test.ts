import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { blameFile } from '../../../src/app/blame-file.js';
import { SCRIBES } from './scribes.js';
import { ToldWorld } from './told-world.js';

let world: ToldWorld;
afterEach(() => world.remove());

/** Agents whose sessions are one file of text each. */
const OF_FILES = SCRIBES.filter(([name]) => !/^opencode|^cursor$|^copilot-vscode$/.test(name));

test.each(OF_FILES)('%s: a trace that somebody compressed under its own name is told as damaged', (_name, scribe) => {
  world = new ToldWorld(scribe());
  world.commit({ f: 'one\n' });
  world.session().says('Change it').change('f', 'one\ntwo\n');
  world.scribe.write(world.home);
  const { adapter } = world;
  const { sources } = adapter.discover([world.home]);
  const files = sources.map(({ home, path }) => join(home, path));
  for (const file of files) writeFileSync(file, gzipSync(readFileSync(file)));
  const place = { directory: world.repo.dir, homes: { [adapter.id]: [world.home] }, movedFrom: [] };
  const request = { file: 'f', revision: null, minEvidence: 'inferred', ranges: [], place } as const;
  const { result } = blameFile(request, world.env(), { update: () => {}, end: () => {} });
  expect(result.lines.map(({ text, origin }) => [text, origin])).toEqual([
    ['one', 'commit'],
    ['two', 'untraced'],
  ]);
  expect(result.warnings.filter(({ code }) => code === 'source_damaged').map(({ subject }) => subject)).toEqual(files);
});
