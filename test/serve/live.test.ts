import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { ServeLab } from './serve-lab.js';

interface Listener {
  /** The events that came, oldest first. */
  next(): Promise<string>;
  leave(): Promise<void>;
}

describe('/api/live', () => {
  let world: CodexWorld;
  let lab: ServeLab;

  beforeEach(async () => {
    world = new CodexWorld();
    world.commit('Begin', { 'a.ts': 'one\n' });
    lab = await ServeLab.start(world);
  });

  afterEach(async () => {
    await lab.close();
    world.remove();
  });

  function listen(): Promise<Listener> {
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: lab.port,
        path: '/api/live',
        headers: { Cookie: lab.cookie },
        agent: false,
      };
      const request = get(options, (reply) => {
        let heard = '';
        let wake = (): void => {};
        reply.setEncoding('utf8').on('data', (text) => {
          heard += text;
          wake();
        });
        reply.on('error', () => {});
        resolve({
          async next() {
            for (;;) {
              const end = heard.indexOf('\n\n');
              if (end >= 0) {
                const told = heard.slice(0, end);
                heard = heard.slice(end + 2);
                return told.split('\n')[0] ?? '';
              }
              await new Promise<void>((go) => {
                wake = go;
              });
            }
          },
          leave() {
            return new Promise((gone) => {
              reply.on('close', gone);
              request.destroy();
            });
          },
        });
      });
      request.on('error', reject);
    });
  }

  /** A look follows, and ends. */
  async function look(): Promise<void> {
    const before = lab.asked.length;
    while (lab.clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    lab.clock.pass(1000);
    while (lab.asked.length === before || lab.clock.waiting === 0)
      await new Promise((resolve) => setImmediate(resolve));
  }

  test('tells of each change of a trace, a file or HEAD, and of nothing else', async () => {
    const listener = await listen();
    expect([await listener.next(), await listener.next()]).toEqual(['retry: 2000', 'event: hello']);
    await look();
    const session = world.session();
    session.turn('Add two').patch('*** Update File: a.ts\n@@\n one\n+two', { 'a.ts': 'one\ntwo\n' });
    await look();
    expect(await listener.next()).toBe('event: change');
    await look();
    session.turn('Only talk');
    await look();
    expect(await listener.next()).toBe('event: change');
    world.write({ 'new.ts': 'n\n' });
    await look();
    expect(await listener.next()).toBe('event: change');
    world.commit('Everything');
    await look();
    expect(await listener.next()).toBe('event: change');
    // Nothing for a while: a sign of life.
    for (let n = 0; n < 16; n++) await look();
    expect(await listener.next()).toBe(':');
    await listener.leave();
  });

  test('nobody looks while nobody listens', async () => {
    expect([lab.clock.waiting, lab.asked.includes('changeStamp')]).toEqual([0, false]);
    const [one, other] = [await listen(), await listen()];
    await one.next();
    expect(await one.next()).toBe('event: hello');
    await one.leave();
    await look();
    await other.leave();
    while (lab.clock.waiting > 0) await new Promise((resolve) => setImmediate(resolve));
    const before = lab.asked.length;
    lab.clock.pass(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(lab.asked.length).toBe(before);
  });

  test('so many may listen, and no more', async () => {
    const all = await Promise.all(Array.from({ length: 32 }, listen));
    expect(await lab.json('/api/live')).toMatchObject({ status: 503, value: { error: { code: 'BUSY' } } });
    await all[0]?.leave();
    for (let status = 503; status === 503; ) {
      const { status: now } = await lab.ask('/api/live', { method: 'HEAD' });
      status = now;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const late = await listen();
    expect(await late.next()).toBe('retry: 2000');
    await Promise.all([...all.slice(1), late].map((listener) => listener.leave()));
  });

  test('takes no parameter, and answers HEAD without staying open', async () => {
    expect((await lab.json('/api/live?file=a.ts')).status).toBe(400);
    const { status, headers, body } = await lab.ask('/api/live', { method: 'HEAD' });
    expect([status, headers['content-type'], body.length]).toEqual([200, 'text/event-stream; charset=utf-8', 0]);
  });
});
