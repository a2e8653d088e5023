import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lazyUseCases } from '../../src/cli/use-cases.js';
import { Answers } from '../../src/serve/answers.js';
import type { Effort, Question } from '../../src/serve/routes.js';
import { TooBusy } from '../../src/serve/turnstile.js';
import { CodexWorld } from '../support/codex-world.js';
import { ServeLab } from './serve-lab.js';

/** A question whose answer is worked out when the test says so. */
function question(effort: Effort = 'none'): Question {
  return { asked: { name: '', query: '' }, file: null, effort, answer: async () => '' };
}

describe('answers', () => {
  interface Made {
    readonly answers: Answers;
    readonly workedOut: Question[];
    finish(text: string): void;
    change(): void;
  }

  function made(
    options: { atOnce?: number; mostWaiting?: number; mostBytes?: number; isSettled?: boolean } = {},
  ): Made {
    const { atOnce = 2, mostWaiting = 2, mostBytes = 1000, isSettled = true } = options;
    const workedOut: Question[] = [];
    const open: ((text: string) => void)[] = [];
    let stamp = 0;
    const answers = new Answers({
      workOut: (asked) => {
        workedOut.push(asked);
        return new Promise((resolve) => open.push(resolve));
      },
      stampFor: async () => ({ stamp: String(stamp), isSettled }),
      atOnce,
      mostWaiting,
      mostBytes,
    });
    return {
      answers,
      workedOut,
      finish: (text) => open.shift()?.(text),
      change: () => {
        stamp++;
      },
    };
  }

  /** Everything that can happen without an answer has happened. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('are worked out once for all who ask meanwhile, and kept until something changes', async () => {
    const { answers, workedOut, finish, change } = made();
    const both = [answers.of('a', question()), answers.of('a', question())];
    await settled();
    expect(workedOut.length).toBe(1);
    finish('one');
    expect((await Promise.all(both)).map(({ body }) => body.toString())).toEqual(['one', 'one']);
    expect((await answers.of('a', question())).body.toString()).toBe('one');
    change();
    const anew = answers.of('a', question());
    await settled();
    expect(workedOut.length).toBe(2);
    finish('two');
    expect((await anew).body.toString()).toBe('two');
  });

  test('are not kept where a change might not show', async () => {
    const { answers, workedOut, finish } = made({ isSettled: false });
    for (const n of [1, 2]) {
      const asked = answers.of('a', question());
      await settled();
      expect(workedOut.length).toBe(n);
      finish('x');
      await asked;
    }
    expect(answers.bytes).toBe(0);
  });

  test('what failed is asked anew', async () => {
    let times = 0;
    const answers = new Answers({
      workOut: async () => {
        times++;
        throw new Error('no');
      },
      stampFor: async () => ({ stamp: '', isSettled: true }),
      atOnce: 1,
      mostWaiting: 1,
      mostBytes: 10,
    });
    await expect(answers.of('a', question())).rejects.toThrow('no');
    await expect(answers.of('a', question())).rejects.toThrow('no');
    expect(times).toBe(2);
  });

  test('no more than so many at the same time; the others wait, and too many are refused', async () => {
    const { answers, workedOut, finish } = made({ atOnce: 2, mostWaiting: 1 });
    const asked = ['a', 'b', 'c'].map((key) => answers.of(key, question()));
    await settled();
    expect(workedOut.length).toBe(2);
    await expect(answers.of('d', question())).rejects.toBeInstanceOf(TooBusy);
    finish('a');
    await asked[0];
    await settled();
    expect(workedOut.length).toBe(3);
    finish('b');
    finish('c');
    expect((await Promise.all(asked)).map(({ body }) => body.toString())).toEqual(['a', 'b', 'c']);
  });

  test('the first that reads traces does so alone, and the others come after it, whatever became of it', async () => {
    const { answers, workedOut, finish } = made({ atOnce: 3, mostWaiting: 3 });
    const asked = [
      answers.of('first', question('traces')),
      answers.of('second', question('traces')),
      answers.of('all', question('everything')),
      answers.of('about', question()),
    ];
    await settled();
    expect(workedOut.map(({ effort }) => effort)).toEqual(['traces', 'none']);
    finish('1');
    await asked[0];
    await settled();
    expect(workedOut.map(({ effort }) => effort)).toEqual(['traces', 'none', 'traces', 'everything']);
    for (const text of ['about', '2', 'all']) finish(text);
    expect((await Promise.all(asked)).map(({ body }) => body.toString())).toEqual(['1', '2', 'all', 'about']);
  });

  test('of those that look at everything one at a time is worked out; the others are not held up by them', async () => {
    const { answers, workedOut, finish } = made({ atOnce: 3, mostWaiting: 3 });
    const first = [answers.of('all', question('everything')), answers.of('all of it', question('everything'))];
    await settled();
    const others = [answers.of('a', question('traces')), answers.of('b', question())];
    await settled();
    expect(workedOut.map(({ effort }) => effort)).toEqual(['everything', 'traces', 'none']);
    for (const text of ['all', 'a', 'b']) finish(text);
    await Promise.all([first[0], ...others]);
    await settled();
    expect(workedOut.length).toBe(4);
    finish('all of it');
    expect((await (first[1] as Promise<{ body: Buffer }>)).body.toString()).toBe('all of it');
  });

  test('so many bytes are kept, what is zipped of them counted; the least recently asked is forgotten first', async () => {
    const { answers, workedOut, finish } = made({ mostBytes: 1000 });
    const ask = async (key: string, text: string): Promise<number> => {
      const before = workedOut.length;
      const asked = answers.of(key, question());
      await settled();
      finish(text);
      await asked;
      return workedOut.length - before;
    };
    const text = 'x'.repeat(400);
    expect([await ask('a', text), await ask('b', text)]).toEqual([1, 1]);
    expect([answers.bytes, await ask('a', text)]).toEqual([800, 0]);
    expect([await ask('c', text), answers.bytes]).toEqual([1, 800]);
    // b was asked longest ago.
    expect([await ask('a', text), await ask('b', text)]).toEqual([0, 1]);
    expect([await ask('d', 'y'.repeat(1001)), await ask('d', 'y'.repeat(1001))]).toEqual([1, 1]);
    const kept = await answers.of('b', question());
    const zipped = await kept.zipped();
    expect(gunzipSync(zipped).toString()).toBe(text);
    expect(answers.bytes).toBe(800 + zipped.length);
    expect(await kept.zipped()).toBe(zipped);
  });
});

describe('over the wire', () => {
  let world: CodexWorld;
  let lab: ServeLab;

  beforeAll(async () => {
    world = new CodexWorld();
    world.commit('Begin', { 'a.ts': 'one\n', '.gitignore': 'out*\n' });
    world.write({ out0: '0\n' });
    world.session().turn('Add two').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
    lab = await ServeLab.start(world, {
      change: {
        gatherStats: async (request, env, progress) => {
          if (request.paths[0] === 'bug') throw new Error('secret words');
          return lazyUseCases.gatherStats(request, env, progress);
        },
      },
    });
  });

  afterAll(async () => {
    await lab.close();
    world.remove();
  });

  const times = (name: string): number => lab.asked.filter((one) => one === name).length;

  test('an answer is zipped for whoever takes that, and says what it is', async () => {
    const plain = await lab.ask('/api/blame?file=a.ts');
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const accepted of ['gzip', 'br, gzip;q=0.5', 'GZIP']) {
      const { headers, body } = await lab.ask('/api/blame?file=a.ts', { headers: { 'Accept-Encoding': accepted } });
      expect([accepted, headers['content-encoding']]).toEqual([accepted, 'gzip']);
      expect(gunzipSync(body)).toEqual(plain.body);
      expect(headers.etag).toBe(plain.headers.etag);
    }
    for (const accepted of ['gzip;q=0', 'br', '']) {
      const { headers } = await lab.ask('/api/blame?file=a.ts', { headers: { 'Accept-Encoding': accepted } });
      expect([accepted, headers['content-encoding']]).toEqual([accepted, undefined]);
    }
  });

  test('whoever has it already is told so', async () => {
    const { headers } = await lab.ask('/api/blame?file=a.ts');
    const tag = String(headers.etag);
    for (const tags of [tag, `"x", ${tag}`]) {
      const { status, body } = await lab.ask('/api/blame?file=a.ts', { headers: { 'If-None-Match': tags } });
      expect([tags, status, body.length]).toEqual([tags, 304, 0]);
    }
    expect((await lab.ask('/api/blame?file=a.ts', { headers: { 'If-None-Match': '"x"' } })).status).toBe(200);
  });

  test('an answer is worked out anew after a change of what it rests on, and only then', async () => {
    const lines = async (): Promise<string[]> => {
      const { value } = await lab.json('/api/blame?file=a.ts');
      return (value as { lines: { text: string }[] }).lines.map(({ text }) => text);
    };
    await lines();
    const before = times('blameFile');
    lab.clock.pass(1000);
    expect([await lines(), times('blameFile') - before]).toEqual([['one', 'two'], 0]);
    world.write({ 'a.ts': 'one\ntwo\nthree\n' });
    lab.clock.pass(1000);
    expect([await lines(), times('blameFile') - before]).toEqual([['one', 'two', 'three'], 1]);
    // An ignored file is none of the work tree's; it is looked at where it is asked about.
    world.write({ out: 'x\n', out0: '1\n' });
    lab.clock.pass(1000);
    expect([await lines(), times('blameFile') - before]).toEqual([['one', 'two', 'three'], 1]);
    const out = async (): Promise<unknown> => (await lab.json('/api/blame?file=out')).value;
    expect(await out()).toMatchObject({ lines: [{ text: 'x' }] });
    world.write({ out: 'yy\n' });
    lab.clock.pass(1000);
    expect(await out()).toMatchObject({ lines: [{ text: 'yy' }] });
    // A commit moves no file.
    world.commit('Everything');
    lab.clock.pass(1000);
    expect((await lab.json('/api/blame?file=a.ts')).value).toMatchObject({ repository: { head: world.head() } });
  });

  test('of a bug no client learns more than that it is one', async () => {
    const { status, value } = await lab.json('/api/stats?path=bug');
    expect([status, value]).toEqual([
      500,
      {
        schema: 'ai-blame/error@1',
        error: { code: 'INTERNAL', message: 'That is a bug of ai-blame: where it was started tells more', hint: null },
      },
    ]);
  });
});
