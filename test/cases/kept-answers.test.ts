import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { answerBlame } from '../../src/app/answer-blame.js';
import { blameFile } from '../../src/app/blame-file.js';
import { buildIndex, rebuildIndex } from '../../src/app/index-build.js';
import { KeptBlame } from '../../src/app/kept-answers.js';
import type { Env } from '../../src/env.js';
import type { BlameReport } from '../../src/model/blame-result.js';
import { changedSince } from '../../src/scan/packed-looks.js';
import { Answers } from '../../src/store/answers.js';
import { CodexWorld, type WorldSession } from '../support/codex-world.js';

const worlds: CodexWorld[] = [];
const quiet = { update: () => {}, end: () => {} };

afterEach(() => {
  for (const world of worlds.splice(0)) world.remove();
});

/** An answer of two sessions: the first wrote the file's second line, the second is about another file. */
class Asked {
  readonly world = new CodexWorld();
  readonly first: WorldSession;
  readonly other: WorldSession;

  constructor() {
    worlds.push(this.world);
    this.world.commit('first', { 'a.txt': 'one\n', 'b.txt': 'b\n' });
    this.first = this.world.session();
    this.first.turn('add two').shell('echo two >> a.txt', { 'a.txt': 'one\ntwo\n' });
    this.first.turn('look').save();
    this.other = this.world.session({ cwd: '/nowhere/else' });
    this.other.turn('else', { ghost: false }).save();
  }

  /** Long after everything was written: what was changed a moment ago is not trusted to stay as it was read. */
  get env(): Env {
    return { ...this.world.env({ AI_BLAME_HOME: join(this.world.base, 'own') }), now: () => Date.now() + 3_600_000 };
  }

  request(file = 'a.txt') {
    return {
      file,
      revision: null,
      minEvidence: 'inferred' as const,
      ranges: [],
      place: { directory: this.world.repo.dir, homes: { codex: [] }, movedFrom: [] },
    };
  }

  /** By way of the index. */
  answer(file = 'a.txt'): Promise<BlameReport> {
    const request = this.request(file);
    return answerBlame({ ...request, place: { ...request.place, index: { file: null } } }, this.env, quiet);
  }

  /** From the traces themselves. */
  fresh(file = 'a.txt'): BlameReport {
    return blameFile(this.request(file), this.env, quiet);
  }

  /** Whether the answer to come is one that was kept. */
  async isKept(file = 'a.txt'): Promise<boolean> {
    const { find } = KeptBlame;
    let given = false;
    KeptBlame.find = (answers, question) => {
      const kept = find.call(KeptBlame, answers, question);
      if (kept === null) return null;
      const report = kept.report.bind(kept);
      kept.report = () => {
        given = true;
        return report();
      };
      return kept;
    };
    try {
      expect(await this.answer(file)).toEqual(this.fresh(file));
      return given;
    } finally {
      KeptBlame.find = find;
    }
  }
}

async function answered(): Promise<Asked> {
  const asked = new Asked();
  await asked.answer();
  return asked;
}

describe('a blame that was answered before', () => {
  test('is answered again as it was, where nothing changed', async () => {
    const asked = await answered();
    expect(await asked.isKept()).toBe(true);
    expect((await asked.answer()).result.lines.map(({ origin }) => origin)).toEqual(['commit', 'agent']);
  });

  test('is kept for each file', async () => {
    const asked = await answered();
    expect(await asked.isKept('b.txt')).toBe(false);
    expect(await asked.isKept('b.txt')).toBe(true);
    expect(await asked.isKept('a.txt')).toBe(true);
  });

  test('still holds where a session of another repository grew', async () => {
    const asked = await answered();
    asked.other.turn('more', { ghost: false }).save();
    expect(await asked.isKept()).toBe(true);
  });

  test('still holds where another question saw first that a session of another repository grew', async () => {
    const asked = await answered();
    asked.other.turn('more', { ghost: false }).shell('echo x > y').save();
    await asked.answer('b.txt');
    asked.other.turn('and more', { ghost: false }).save();
    expect(await asked.isKept()).toBe(true);
    expect(await asked.isKept()).toBe(true);
  });

  test('still holds where a session of another repository came', async () => {
    const asked = await answered();
    asked.world.session({ cwd: '/nowhere/at/all' }).turn('new', { ghost: false }).save();
    expect(await asked.isKept()).toBe(true);
  });

  test('still holds where a session of this repository only talked on', async () => {
    const asked = await answered();
    asked.first.say('that was it');
    asked.first.save();
    expect(await asked.isKept()).toBe(true);
  });

  test('needs no database where sessions only talked on', async () => {
    const asked = await answered();
    for (const session of [asked.first, asked.other]) {
      session.say('that was it');
      session.save();
    }
    // An index that is opened is told to be damaged, and no answer is kept.
    writeFileSync(join(asked.world.base, 'own', 'index_1.sqlite'), 'no database');
    expect(await asked.isKept()).toBe(true);
    expect(await asked.isKept()).toBe(true);
    // Whatever a session of another repository does where it is.
    const call = { name: 'shell', arguments: JSON.stringify({ command: ['make'] }), call_id: 'call_make' };
    asked.other.record('response_item', { type: 'function_call', ...call });
    asked.other.save();
    expect(await asked.isKept()).toBe(true);
    asked.first.shell('make').save();
    expect(await asked.isKept()).toBe(false);
  });

  test.each<[string, (looks: string, asked: Asked) => void]>([
    ['something came beside the sessions that is none', (_, { first }) => writeFileSync(`${first.path}.notes`, 'none')],
    ['what was looked at to find them is gone', (looks) => rmSync(looks)],
    [
      'what was looked at to find them is damaged',
      (looks) => writeFileSync(looks, readFileSync(looks).subarray(0, -9)),
    ],
    [
      'what was looked at is told of another state',
      (looks) => {
        writeFileSync(looks, readFileSync(looks).fill('0', 0, 9));
      },
    ],
  ])('needs no database where %s, and is told so by the looks of then the next time', async (_, happens) => {
    const asked = await answered();
    const looks = join(asked.world.base, 'own', 'index_1.sqlite-answers', 'looks');
    writeFileSync(join(asked.world.base, 'own', 'index_1.sqlite'), 'no database');
    happens(looks, asked);
    expect(await asked.isKept()).toBe(true);
    const kept = readFileSync(looks);
    expect(changedSince(kept.subarray(kept.indexOf('\n') + 1))).toEqual([]);
    expect(await asked.isKept()).toBe(true);
  });

  const changes: Record<string, (asked: Asked) => unknown> = {
    'the file was edited': ({ world }) => world.write({ 'a.txt': 'zero\none\ntwo\n' }),
    'the file was committed': ({ world }) => world.commit('second'),
    'HEAD moved': ({ world }) => world.git('commit', '-q', '--allow-empty', '-m', 'empty'),
    'another commit was checked out': ({ world }) => world.git('checkout', '-q', '--detach'),
    'a session of this repository took another turn': ({ first }) => first.turn('again').save(),
    'a new session of this repository came': ({ world }) => world.session().turn('new').save(),
    'a session of another repository went on in this one': ({ world, other }) => {
      other.record('turn_context', {
        cwd: world.repo.dir,
        model: 'gpt-demo',
        approval_policy: 'never',
        summary: 'auto',
      });
      other.shell('echo three >> a.txt').save();
    },
    'a session of another repository has a snapshot of this one': ({ other }) => other.turn('here').save(),
    'another question saw first that a session took another turn': async (asked) => {
      asked.first.turn('again').save();
      await asked.answer('b.txt');
    },
    'the trace is gone': ({ first }) => rmSync(first.path),
    'the trace was rewritten': ({ first }) => {
      writeFileSync(first.path, readFileSync(first.path, 'utf8').replaceAll('gpt-demo', 'gpt-fake'));
    },
    'the trace was rewritten, and the session talked on': ({ first }) => {
      first.say('that was it');
      first.save();
      writeFileSync(first.path, readFileSync(first.path, 'utf8').replaceAll('gpt-demo', 'gpt-fake'));
    },
    'the trace was cut': ({ first }) => {
      const lines = readFileSync(first.path, 'utf8').split('\n');
      writeFileSync(first.path, `${lines.slice(0, 5).join('\n')}\n`);
    },
    'a snapshot is no longer stored': ({ world, first }) => {
      const id = /"id":"([0-9a-f]{40})"/.exec(readFileSync(first.path, 'utf8'))?.[1] ?? '';
      rmSync(join(world.repo.dir, '.git/objects', id.slice(0, 2), id.slice(2)));
    },
    'git is told how to store the file': ({ world }) => world.write({ '.gitattributes': '*.txt text eol=crlf\n' }),
    'the configuration says what to see through': ({ world }) => {
      appendFileSync(join(world.repo.dir, '.git/config'), '[blame]\n\tignoreRevsFile = ignored\n');
      world.write({ ignored: `${world.head()}\n` });
    },
  };

  test.each(Object.keys(changes))('is worked out anew where %s', async (name) => {
    const asked = await answered();
    await changes[name]?.(asked);
    expect(await asked.isKept()).toBe(false);
  });

  test('is worked out anew where a session in a folder that is gone went on beyond one in another', async () => {
    const asked = new Asked();
    const { world } = asked;
    // None that worked where the repository lies now.
    rmSync(asked.first.path);
    const moved = world.session({ cwd: '/gone/repository' });
    moved.turn('add three').shell('echo three >> a.txt', { 'a.txt': 'one\ntwo\nthree\n' });
    moved.turn('look').save();
    const beside = world.session({ cwd: '/gone/beside' });
    beside.turn('add four').shell('echo four >> a.txt', { 'a.txt': 'one\ntwo\nthree\nfour\n' });
    beside.turn('look').save();
    // Both were places of the repository, one after the other.
    const before = await asked.answer();
    expect(await asked.isKept()).toBe(true);
    // No: while the one was in use the other one was a work tree beside it, whose lines come here by commits only.
    moved.say('that was it');
    moved.save();
    expect(await asked.isKept()).toBe(false);
    expect((await asked.answer()).result.lines).not.toEqual(before.result.lines);
  });

  test('is worked out anew where the index was deleted', async () => {
    const asked = await answered();
    rmSync(join(asked.world.base, 'own', 'index_1.sqlite'));
    expect(await asked.isKept()).toBe(false);
    expect(await asked.isKept()).toBe(true);
    rmSync(join(asked.world.base, 'own'), { recursive: true });
    expect(await asked.isKept()).toBe(false);
    expect(await asked.isKept()).toBe(true);
  });

  test('is worked out anew where its file is damaged', async () => {
    const asked = await answered();
    const folder = join(asked.world.base, 'own', 'index_1.sqlite-answers');
    const [name = ''] = readdirSync(folder);
    const text = readFileSync(join(folder, name), 'utf8');
    for (const damaged of [
      text.slice(0, -20),
      text.replace('"origin', '"orogin').replace('agent', 'agenu'),
      '',
      '\n\n\n\n',
    ]) {
      writeFileSync(join(folder, name), damaged);
      expect(await asked.isKept()).toBe(false);
    }
    expect(await asked.isKept()).toBe(true);
  });

  test('is for nobody else to read, and no draft stays behind', async () => {
    const asked = await answered();
    const folder = join(asked.world.base, 'own', 'index_1.sqlite-answers');
    const names = readdirSync(folder);
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), 'growing', 'looks']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, names[0] ?? '')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'growing')).mode & 0o777).toBe(0o600);
  });

  test('is gone where no texts are kept any more, and where the index is made anew', async () => {
    const asked = await answered();
    const folder = join(asked.world.base, 'own', 'index_1.sqlite-answers');
    const { place } = asked.request();
    const build = { place: { ...place, index: { file: null } }, full: false, retryFailed: false };
    rebuildIndex({ ...build, previews: null }, asked.env, quiet);
    expect(readdirSync(folder)).toEqual([]);
    expect(await asked.isKept()).toBe(false);
    expect(readdirSync(folder)).toHaveLength(3);
    buildIndex({ ...build, previews: false }, asked.env, quiet);
    expect(readdirSync(folder)).toEqual([]);
    expect(await asked.isKept()).toBe(false);
    expect(await asked.isKept()).toBe(false);
  });

  test('is worked out anew where everything was read anew', async () => {
    const asked = await answered();
    expect(await asked.isKept()).toBe(true);
    const place = { ...asked.request().place, index: { file: null } };
    buildIndex({ place, full: true, retryFailed: false, previews: null }, asked.env, quiet);
    expect(await asked.isKept()).toBe(false);
  });

  test('run-history 14: is not kept where another process is told meanwhile to keep no texts', async () => {
    const asked = new Asked();
    const { env, world } = asked;
    const place = { ...asked.request().place, index: { file: null } };
    const { keep } = Answers.prototype;
    Answers.prototype.keep = function (question, answer) {
      Answers.prototype.keep = keep;
      buildIndex({ place, full: false, retryFailed: false, previews: false }, env, quiet);
      keep.call(this, question, answer);
    };
    try {
      expect(await asked.answer()).toEqual(asked.fresh());
    } finally {
      Answers.prototype.keep = keep;
    }
    expect(readdirSync(join(world.base, 'own', 'index_1.sqlite-answers'))).toEqual([]);
  });
});
