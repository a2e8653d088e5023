import { symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { TempDir } from '../support/temp-dir.js';
import { ServeLab } from './serve-lab.js';

const SCRIPT = '<script>alert(1)</script>';

let world: CodexWorld;
let pages: TempDir;
let lab: ServeLab;
let session: string;

beforeAll(async () => {
  world = new CodexWorld();
  world.commit('Begin', { 'a.ts': 'one\n', [`${SCRIPT.replace('/', '')}.txt`]: 'x\n' });
  const first = world.session();
  first.turn(`Add ${SCRIPT}`).patch(`*** Update File: a.ts\n@@\n one\n+${SCRIPT}`, { 'a.ts': `one\n${SCRIPT}\n` });
  session = first.id;
  pages = new TempDir();
  pages.write('index.html', `<!DOCTYPE html><title>Viewer</title>${' '.repeat(2000)}`);
  pages.write('viewer.js', 'export {};\n');
  pages.write('viewer.js.map', '{}');
  pages.write('grammars/c.js', 'export const c = 1;\n');
  pages.write('.secret.js', 'no');
  pages.write('deep/er/x.js', 'no');
  world.repo.write({ '../outside/secret.txt': 'secret\n' });
  symlinkSync('../outside', join(world.repo.dir, 'way'));
  symlinkSync('../outside/secret.txt', join(world.repo.dir, 'link.txt'));
  lab = await ServeLab.start(world, { pages: pages.path });
});

afterAll(async () => {
  await lab.close();
  pages.remove();
  world.remove();
});

describe('who may ask', () => {
  const host = (name: string): Record<string, string> => ({ Host: name });

  test('the own names of this machine, each with the port', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LocalHost', '[::1]']) {
      const { status } = await lab.ask('/api/about', { headers: host(`${name}:${lab.port}`) });
      expect([name, status]).toEqual([name, 200]);
    }
  });

  test('nobody under a foreign name, which may lead here (DNS rebinding)', async () => {
    const names = [
      'evil.example',
      '127.0.0.1',
      '127.0.0.1.evil.example',
      '0.0.0.0',
      '[::]',
      '127.0.0.1:1',
      'localhost.',
    ];
    for (const name of names) {
      const { status, value } = await lab.json('/api/about', {
        headers: host(/:\d+$/.test(name) ? name : `${name}:${name === '127.0.0.1' ? 80 : lab.port}`),
      });
      expect([name, status, value]).toEqual([
        name,
        421,
        expect.objectContaining({ error: expect.objectContaining({ code: 'FOREIGN_HOST' }) }),
      ]);
    }
  });

  test('no page of another origin, nor of another site', async () => {
    const own = `http://127.0.0.1:${lab.port}`;
    const statusWith = async (headers: Record<string, string>, path = '/api/about'): Promise<number> => {
      return (await lab.ask(path, { headers: { ...host(`127.0.0.1:${lab.port}`), ...headers } })).status;
    };
    expect(await statusWith({ Origin: own, 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
    expect(await statusWith({ 'Sec-Fetch-Site': 'none' })).toBe(200);
    expect(await statusWith({ Origin: 'http://evil.example' })).toBe(403);
    expect(await statusWith({ Origin: 'null' })).toBe(403);
    expect(await statusWith({ Origin: `http://localhost:${lab.port}` })).toBe(403);
    expect(await statusWith({ Origin: `https://127.0.0.1:${lab.port}` })).toBe(403);
    expect(await statusWith({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await statusWith({ 'Sec-Fetch-Site': 'same-site' })).toBe(403);
    expect(await statusWith({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' })).toBe(403);
    // A link in another program's page leads to the page itself, and there no answer is in it.
    expect(await statusWith({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }, '/')).toBe(200);
    expect(await statusWith({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }, '/')).toBe(403);
  });

  test('nobody without the cookie, whatever is asked', async () => {
    for (const path of ['/', '/viewer.js', '/grammars/c.js', '/api/about', '/api/live', '/api/nothing', '/none']) {
      const { status } = await lab.ask(path, { withCookie: false });
      expect([path, status]).toEqual([path, 401]);
    }
    const [name = ''] = lab.cookie.split('=');
    for (const wrong of [`${name}=`, `${name}=x`, `${name}`, `x${lab.cookie}`, `${lab.cookie}x`, 'a=b']) {
      const { status } = await lab.ask('/api/about', { withCookie: false, headers: { Cookie: wrong } });
      expect([wrong, status]).toEqual([wrong, 401]);
    }
    const { status } = await lab.ask('/api/about', {
      withCookie: false,
      headers: { Cookie: `a=b; ${lab.cookie}; c=d` },
    });
    expect(status).toBe(200);
  });

  test('the token of the link is exchanged for the cookie, and no other token is', async () => {
    const link = new URL(lab.serving.link);
    const right = await lab.ask(`/?token=${link.searchParams.get('token')}`, { withCookie: false });
    expect([right.status, right.headers.location, right.body.length]).toEqual([303, '/', 0]);
    expect(right.headers['set-cookie']).toEqual([
      expect.stringMatching(/^ai-blame-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/),
    ]);
    // What is in the address of a link is not what opens everything.
    expect(right.headers['set-cookie']?.[0]).not.toContain(link.searchParams.get('token'));
    for (const wrong of [
      '?token=',
      '?token=x',
      `?token=${link.searchParams.get('token')}x`,
      `?token=x&token=${link.searchParams.get('token')}`,
      `?a=b&token=${link.searchParams.get('token')}`,
    ]) {
      const { status, headers } = await lab.ask(`/${wrong}`, { withCookie: false });
      expect([wrong, status, headers['set-cookie']]).toEqual([wrong, 401, undefined]);
    }
  });
});

describe('what may be asked', () => {
  test('GET and HEAD, and nothing sent along', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const { status, headers } = await lab.ask('/api/about', { method });
      expect([method, status, headers.allow]).toEqual([method, 405, 'GET, HEAD']);
    }
    expect(
      (await lab.ask('/api/about', { method: 'GET', headers: { 'Content-Length': '2' }, body: '{}' })).status,
    ).toBe(400);
    expect(
      (await lab.ask('/api/about', { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' }, body: '{}' })).status,
    ).toBe(400);
    const [head, get] = [await lab.ask('/api/files', { method: 'HEAD' }), await lab.ask('/api/files')];
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([
      200,
      0,
      get.headers['content-length'],
    ]);
  });

  test('pages that were built, by their names alone', async () => {
    for (const [path, type] of [
      ['/', 'text/html; charset=utf-8'],
      ['/viewer.js', 'text/javascript; charset=utf-8'],
      ['/grammars/c.js', 'text/javascript; charset=utf-8'],
    ]) {
      const { status, headers } = await lab.ask(path as string);
      expect([path, status, headers['content-type']]).toEqual([path, 200, type]);
    }
    const wrong = [
      '/index.html',
      '/viewer.js.map',
      '/grammars',
      '/grammars/',
      '/deep/er/x.js',
      '/viewer.js/',
      '//viewer.js',
      '/./viewer.js',
      '/VIEWER.JS',
      '/../serve-viewer.mjs',
      '/..%2fserve-viewer.mjs',
      '/%2e%2e/serve-viewer.mjs',
      '/%252e%252e/x',
      '/grammars/../viewer.js',
      '/grammars/..%5cviewer.js',
      '/viewer.js%00',
      '/viewer%2ejs',
      '/etc/passwd',
      '//etc/passwd',
      '/constructor',
      '/__proto__',
    ];
    for (const path of wrong) expect([path, (await lab.ask(path)).status]).toEqual([path, 404]);
  });

  test('files of the repository, and none outside of it or of git itself', async () => {
    const asked = async (file: string, question = 'blame', more = ''): Promise<unknown> => {
      const { status, value } = await lab.json(`/api/${question}?file=${file}${more}`);
      const { error, lines } = value as { error?: { code: string }; lines?: { text: string }[] };
      return [status, error?.code ?? lines?.map(({ text }) => text)];
    };
    const outside = [
      '../outside/secret.txt',
      '..%2Foutside%2Fsecret.txt',
      'a%2F..%2F..%2Foutside%2Fsecret.txt',
      '%2Fetc%2Fpasswd',
      '/etc/passwd',
      'C:%5Cwindows',
      '..%5Coutside',
    ];
    for (const file of outside) expect([file, await asked(file)]).toEqual([file, [400, 'USAGE']]);
    expect(await asked('%252e%252e%2Foutside%2Fsecret.txt')).toEqual([404, 'NO_SUCH_FILE']);
    expect(await asked('way%2Fsecret.txt')).toEqual([404, 'OUTSIDE_REPOSITORY']);
    expect(await asked('way%2Fsecret.txt', 'log')).toEqual([404, 'OUTSIDE_REPOSITORY']);
    expect(await asked('way%2Fsecret.txt', 'why', '&line=1')).toEqual([404, 'OUTSIDE_REPOSITORY']);
    expect(await asked('.git%2Fconfig')).toEqual([404, 'OUTSIDE_REPOSITORY']);
    // A link is what git keeps of it: where it leads to, not what is there.
    expect(await asked('link.txt')).toEqual([200, ['../outside/secret.txt']]);
    expect((await lab.json('/api/stats?path=..')).status).toBe(400);
    expect((await lab.json('/api/edits?path=%2F')).status).toBe(400);
  });

  test('no more than a question may have', async () => {
    expect((await lab.ask(`/api/blame?file=${'a'.repeat(12_300)}`)).status).toBe(414);
    expect((await lab.ask('/api/about', { headers: { 'X-Long': 'a'.repeat(20_000) } })).status).toBe(431);
    for (const question of [
      'sessions?search',
      'blame?file=a&rev',
      'show?file=a&ref',
      'trace?edit',
      'session?session',
    ]) {
      expect([question, (await lab.ask(`/api/${question}=${'x'.repeat(257)}`)).status]).toEqual([question, 400]);
    }
  });

  test('nothing that is no request for a page of this server', async () => {
    expect((await lab.ask(`http://127.0.0.1:${lab.port}/api/about`)).status).toBe(404);
    expect(await spoken('GET /api/about HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await spoken('GET /api/about HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
    expect(
      await spoken(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${lab.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 4/);
    expect(await spoken('\x16\x03\x01\x02\x00')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await spoken(`CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example\r\n\r\n`)).toBe('');
  });
});

describe('what is answered', () => {
  test('is data, wherever a script stands in it', async () => {
    const name = encodeURIComponent(`${SCRIPT.replace('/', '')}.txt`);
    const questions = [
      'files',
      'blame?file=a.ts',
      `blame?file=${name}`,
      `blame?file=${encodeURIComponent(SCRIPT)}`,
      'edits',
      `transcript?session=${session}`,
      `session?session=${session}`,
      `sessions?search=${encodeURIComponent(SCRIPT)}`,
      `nothing${encodeURIComponent(SCRIPT)}`,
      `blame?${encodeURIComponent(SCRIPT)}=1`,
    ];
    for (const question of questions) {
      const { headers, body } = await lab.ask(`/api/${question}`);
      expect([question, headers['content-type'], headers['x-content-type-options']]).toEqual([
        question,
        'application/json; charset=utf-8',
        'nosniff',
      ]);
      expect(() => JSON.parse(body.toString())).not.toThrow();
    }
    const { headers } = await lab.ask(`/?${encodeURIComponent(SCRIPT)}&token=${encodeURIComponent(SCRIPT)}`, {
      withCookie: false,
    });
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  test('bears the headers that keep a browser from anything else, whatever it is', async () => {
    const all = ['/', '/viewer.js', '/api/about', '/api/nothing', '/none', '/?token=x'];
    for (const path of all) {
      const { headers } = await lab.ask(path);
      expect([path, headers]).toEqual([
        path,
        expect.objectContaining({
          'content-security-policy':
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': expect.stringMatching(/^(private, no-cache|no-store)$/),
        }),
      ]);
      expect(Object.keys(headers).filter((name) => /^access-control|^server$|^x-powered/.test(name))).toEqual([]);
    }
  });
});

/** What the server says to bytes that no client would send. */
function spoken(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(lab.port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setEncoding('latin1').on('data', (text) => {
      heard += text;
      socket.end();
    });
    socket.on('close', () => resolve(heard)).on('error', reject);
  });
}
