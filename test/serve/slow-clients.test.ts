import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { ServeLab } from './serve-lab.js';

const LIMITS = { headMs: 200, idleMs: 200, lookMs: 20, connections: 6 };

describe('a client that takes its time', () => {
  let world: CodexWorld;
  let lab: ServeLab;

  beforeEach(async () => {
    world = new CodexWorld();
    world.commit('Begin', { 'a.ts': 'one\n' });
    lab = await ServeLab.start(world, { limits: LIMITS });
  });

  afterEach(async () => {
    await lab.close();
    world.remove();
  });

  /** Says some bytes, and waits until it is hung up on. @returns what it heard. */
  async function spoken(bytes: string, more: (socket: Socket) => void = () => {}): Promise<string> {
    let heard = '';
    const socket = connect(lab.port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1').on('data', (text) => {
      heard += text;
    });
    socket.on('error', () => {});
    more(socket);
    await new Promise((resolve) => socket.on('close', resolve));
    return heard;
  }

  test('is hung up on: with half a head, a head without an end, nothing at all, or nothing more', async () => {
    const host = `Host: 127.0.0.1:${lab.port}\r\n`;
    expect(await spoken(`GET /api/about HTTP/1.1\r\n${host}X-Slow: `)).toMatch(/^HTTP\/1\.1 408 /);
    expect(await spoken('')).toMatch(/^(HTTP\/1\.1 408 |$)/);
    // A header now and then is no sign of life.
    const drip = (socket: Socket): void => {
      const timer = setInterval(() => socket.write('X-Slow: 1\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    };
    expect(await spoken(`GET /api/about HTTP/1.1\r\n${host}`, drip)).toMatch(/^HTTP\/1\.1 408 /);
    // Answered, and kept open for a next one that does not come.
    expect(await spoken(`GET /api/about HTTP/1.1\r\n${host}Cookie: ${lab.cookie}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('is hung up on where there are too many of them, and the others are answered again', async () => {
    const silent = Array.from({ length: 20 }, () => spoken('GET / HTTP/1.1\r\n'));
    const heard = await Promise.all(silent);
    // So many had a place, and lost it; the others had none.
    expect(heard.filter((text) => text.startsWith('HTTP/1.1 408 ')).length).toBeLessThanOrEqual(LIMITS.connections);
    expect(heard.filter((text) => text === '').length).toBeGreaterThanOrEqual(20 - LIMITS.connections);
    expect((await lab.ask('/api/about')).status).toBe(200);
  });
});
