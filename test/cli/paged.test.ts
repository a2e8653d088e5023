import { describe, expect, test } from '@jest/globals';
import { showPaged } from '../../src/cli/paged.js';
import type { UseCases } from '../../src/cli/use-cases.js';
import type { Env, Pager } from '../../src/env.js';
import { FakeOutput, fakeEnv } from './fake-env.js';

class FakePager implements Pager {
  text = '';
  leftAfter = Number.POSITIVE_INFINITY;
  exitCode = 0;
  isClosed = false;
  opened: unknown[] = [];

  async write(text: string): Promise<void> {
    if (--this.leftAfter < 0) throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    this.text += text;
  }

  async close(): Promise<number> {
    this.isClosed = true;
    return this.exitCode;
  }
}

const place = { directory: '/', homes: {}, movedFrom: [] };

async function show(
  pager: FakePager | null,
  change: Partial<Parameters<typeof fakeEnv>[0]> = {},
  asked: boolean | null = null,
) {
  const openPager: Env['openPager'] = async (...given) => {
    pager?.opened.push(given);
    return pager;
  };
  const env = fakeEnv({ stdout: new FakeOutput(100), stderr: new FakeOutput(100), openPager, ...change });
  const useCases = { choosePager: async () => ({ command: 'less', colors: false }) } as unknown as UseCases;
  await showPaged({ command: 'blame', file: 'a', place, asked }, env, useCases, async (screen) => {
    await screen.stdout.write(`out ${screen.stdout.columns} ${screen.variables.NO_COLOR ?? '-'}\n`);
    await screen.stderr.write('talk\n');
  });
  return { stdout: env.stdout.text, stderr: env.stderr.text };
}

describe('a pager', () => {
  test('gets both streams, and is told what git tells it', async () => {
    const pager = new FakePager();
    expect(await show(pager, { variables: { LV: '' } })).toEqual({ stdout: '', stderr: '' });
    expect(pager.text).toBe('out 100 1\ntalk\n');
    expect(pager.opened).toEqual([['less', { LESS: 'FRX', GIT_PAGER_IN_USE: 'true' }]]);
    expect(pager.isClosed).toBe(true);
  });

  test('gets no talk that is sent elsewhere', async () => {
    const pager = new FakePager();
    expect(await show(pager, { stderr: new FakeOutput() })).toEqual({ stdout: '', stderr: 'talk\n' });
    expect(pager.text).toBe('out 100 1\n');
  });

  test('that is left early is a quiet end', async () => {
    const pager = new FakePager();
    pager.leftAfter = 1;
    expect(await show(pager)).toEqual({ stdout: '', stderr: '' });
    expect(pager.isClosed).toBe(true);
  });

  test('that the shell cannot run leaves the terminal to us', async () => {
    const pager = new FakePager();
    pager.leftAfter = 0;
    pager.exitCode = 127;
    expect(await show(pager)).toEqual({ stdout: 'out 100 -\n', stderr: 'talk\n' });
  });

  test('that cannot be started leaves it, too', async () => {
    expect(await show(null)).toEqual({ stdout: 'out 100 -\n', stderr: 'talk\n' });
  });

  test('is not asked for with --no-pager, or without a terminal', async () => {
    const pager = new FakePager();
    await show(pager, {}, false);
    await show(pager, { stdout: new FakeOutput() }, true);
    expect(pager.opened).toEqual([]);
  });
});
