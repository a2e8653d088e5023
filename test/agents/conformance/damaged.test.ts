import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blameFile } from '../../../src/app/blame-file.js';
import { listEdits } from '../../../src/app/list-edits.js';
import { SCRIBES } from './scribes.js';
import { type Told, ToldWorld } from './told-world.js';

const QUIET = { update: () => {}, end: () => {} };

let world: ToldWorld;
afterEach(() => world.remove());

/**
 * Two sessions and a person write one file, each with words of their own; some of what an agent asked for was never written, and a
 * person typed the same. The first letter of a line tells whose it is: of session 1 (`a`), of session 2 (`b`), or nobody's.
 */
function lived(make: (typeof SCRIBES)[number][1]): { readonly a: Told; readonly b: Told } {
  world = new ToldWorld(make());
  const cannot = world.scribe.cannot;
  world.commit({ f: 'committed one\ncommitted two\ncommitted three\n' });
  const [a, b] = [world.session().says('First'), world.session({ model: 'model-two' }).says('Second')];
  const lines = (): string[] => (world.content('f') ?? '').split('\n').slice(0, -1);
  const text = (...all: string[]): string => `${all.join('\n')}\n`;
  a.change('f', text(...lines(), 'a one', 'a two'));
  world.write('f', text('person one', ...lines()));
  b.change('f', text(...lines(), 'b one'));
  for (const how of ['rejected', 'failed'] as const) {
    if (cannot.has(how)) continue;
    a.notDone(how, 'f', text(...lines(), `person typed what was ${how}`));
    world.write('f', text(...lines(), `person typed what was ${how}`));
  }
  if (!cannot.has('read')) b.reads('f');
  b.change('f', text(...lines().map((line) => (line === 'a two' ? 'b two' : line)), 'b three'));
  a.says('Third').change('f', text('a three', ...lines()));
  world.write('f', text(...lines(), 'person two'));
  return { a, b };
}

/** The files that a scribe wrote, without those of a running database. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

const damage = fc.record({
  file: fc.nat(50),
  how: fc.oneof(
    fc.record({ cutAt: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ lose: fc.nat(200) }),
    fc.record({ double: fc.nat(200) }),
    fc.record({ swap: fc.tuple(fc.nat(200), fc.nat(200)) }),
    fc.record({ garbage: fc.nat(200) }),
  ),
});

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function harm(bytes: Buffer, { how }: Damage, isText: boolean): Buffer {
  if ('cutAt' in how || !isText)
    return bytes.subarray(0, Math.floor(bytes.length * ('cutAt' in how ? how.cutAt : 0.5)));
  const lines = bytes.toString('utf8').split('\n');
  const at = (n: number): number => n % lines.length;
  if ('lose' in how) lines.splice(at(how.lose), 1);
  else if ('double' in how) lines.splice(at(how.double), 0, lines[at(how.double)] ?? '');
  else if ('garbage' in how) lines.splice(at(how.garbage), 0, '{"type":{"a":[1,null]},"message":"\u0000');
  else {
    const [one, other] = how.swap.map(at) as [number, number];
    [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
  }
  return Buffer.from(lines.join('\n'), 'utf8');
}

describe.each(SCRIBES)(
  '%s: files that were cut, or whose lines were lost, doubled, swapped or are garbage',
  (_name, make) => {
    test('nothing fails, and nobody’s line is an agent’s for certain, nor one agent’s another’s', () => {
      const { a, b } = lived(make);
      world.scribe.write(world.home);
      const files = filesBelow(world.home);
      const whole = files.map((file) => readFileSync(file));
      const { adapter } = world;
      const place = { directory: world.repo.dir, homes: { [adapter.id]: [world.home] }, movedFrom: [] };
      const request = { file: 'f', revision: null, minEvidence: 'inferred', ranges: [], place } as const;
      const none = { agents: [], models: [], sessions: [], turns: [], evidence: [], actions: [] };
      const all = { paths: [], place, filter: { ...none, since: null, until: null } };
      const owner: Readonly<Record<string, string>> = { a: a.id, b: b.id };
      fc.assert(
        fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
          for (const [n, file] of files.entries()) writeFileSync(file, whole[n] ?? '');
          for (const one of damages) {
            const n = one.file % files.length;
            const file = files[n] ?? '';
            writeFileSync(file, harm(readFileSync(file), one, /\.jsonl?$/.test(file)));
          }
          const { lines, edits } = blameFile(request, world.env(), QUIET).result;
          const wrong = lines.flatMap(({ text, edit }) => {
            const record = edit === null ? undefined : edits[edit];
            if (record === undefined || record.evidence !== 'exact') return [];
            const own = owner[/^[ab](?= )/.exec(text)?.[0] ?? ''];
            return own !== undefined && record.session.includes(own) ? [] : [`${text} ← ${record.session}`];
          });
          expect(wrong).toEqual([]);
          listEdits(all, world.env(), QUIET);
        }),
        { numRuns: 40 },
      );
    });
  },
);
