import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lazyUseCases } from '../../src/cli/use-cases.js';
import { CodexWorld } from '../support/codex-world.js';
import { ServeLab } from './serve-lab.js';

describe('while an answer about every file is worked out', () => {
  let world: CodexWorld;
  let lab: ServeLab;
  let goOn: () => void;
  let begun: Promise<void>;

  beforeEach(async () => {
    world = new CodexWorld();
    world.commit('Begin', { 'a.ts': 'one\n' });
    world.session().turn('Add two').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
    let begin = (): void => {};
    begun = new Promise((resolve) => {
      begin = resolve;
    });
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    lab = await ServeLab.start(world, {
      change: {
        gatherStats: async (request, env, progress) => {
          progress.update('Counting lines', 1, 5000);
          begin();
          await held;
          return lazyUseCases.gatherStats(request, env, progress);
        },
      },
    });
  });

  afterEach(async () => {
    await lab.close();
    world.remove();
  });

  test('others come all the same: files, sessions, searches; of its own kind the next one waits', async () => {
    const first = lab.ask('/api/stats');
    await begun;
    const second = lab.ask('/api/stats?path=a.ts');
    for (const question of ['about', 'files', 'blame?file=a.ts', 'log?file=a.ts', 'sessions', 'search?q=two']) {
      expect([question, (await lab.ask(`/api/${question}`)).status]).toEqual([question, 200]);
    }
    expect(lab.asked.filter((name) => name === 'gatherStats').length).toBe(1);
    goOn();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
  });

  test('whoever listens hears how far it is, by the words of the question', async () => {
    let answer: Promise<unknown> | null = null;
    const told = new Promise<string>((resolve, reject) => {
      const headers = { Cookie: lab.cookie };
      get({ host: '127.0.0.1', port: lab.port, path: '/api/live', headers, agent: false }, (reply) => {
        let heard = '';
        reply.setEncoding('utf8').on('data', (text) => {
          heard += text;
          const event = /event: progress\ndata: (.*)\n\n/.exec(heard);
          if (event !== null) resolve(event[1] as string);
        });
        reply.on('error', () => {});
        answer = lab.ask('/api/stats?path=a.ts');
      }).on('error', reject);
    });
    expect(JSON.parse(await told)).toEqual({
      question: 'stats?path=a.ts',
      message: 'Counting lines',
      done: 1,
      total: 5000,
    });
    goOn();
    await answer;
  });
});
