import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, isIP, isIPv4 } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Place } from '../app/place.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { AnswerThreads } from './answer-threads.js';
import { Answers } from './answers.js';
import type { AskedUseCases } from './asked-use-cases.js';
import type { Gate } from './gate.js';
import { type Clock, Live } from './live.js';
import { Pages } from './pages.js';
import { Stamps } from './stamps.js';
import { type Advance, toldProgress } from './told-progress.js';
import { LIMITS, type Limits, type Served, viewerServer } from './viewer-server.js';

/** Where the viewer is built to (`scripts/build.mjs`). */
const PAGES = fileURLToPath(new URL('./viewer/', import.meta.url));

/** What a thread that answers runs; it is there where the program is built. */
const THREAD = new URL('./answer-thread.mjs', import.meta.url);

const MOST_KEPT = 64 * 1024 * 1024;
const AT_ONCE = 3;
const MOST_WAITING = 64;

/** Where pages of this machine, and of no other, reach a server. */
const LOOPBACK = ['127.0.0.1', '::1'];

export interface ServeRequest {
  readonly place: Place;
  /** null: any that is free. */
  readonly port: number | null;
  /** Addresses to listen at; none: those of this machine alone. */
  readonly hosts: readonly string[];
}

export interface Serving {
  /** With the token. */
  readonly link: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * Serves the viewer of a repository until it is closed.
 * @param pages folder of the built viewer.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE; CANNOT_LISTEN where a port is taken, or an address is none of this machine.
 */
export async function serveViewer(
  request: ServeRequest,
  { useCases, env, version }: { readonly useCases: AskedUseCases; readonly env: Env; readonly version: string },
  {
    pages = PAGES,
    clock = CLOCK,
    limits = LIMITS,
  }: { readonly pages?: string; readonly clock?: Clock; readonly limits?: Limits } = {},
): Promise<Serving> {
  const { root } = await useCases.describeRepository({ place: request.place }, env);
  const place = { ...request.place, directory: root };
  const stamps = new Stamps({
    now: clock.now,
    look: () => useCases.changeStamp({ place }, env),
    lookAt: (file) => useCases.fileStamp({ place, file }, env),
  });
  const live = new Live(() => stamps.now(), clock);
  const report = (error: unknown): void => {
    env.stderr
      .write(`ai-blame: unexpected error: ${error instanceof Error ? error.stack : String(error)}\n`)
      .catch(() => {});
  };
  let served: Served | null = null;
  const { servers, port, hosts } = await listen(request, () => viewerServer(() => served as Served, limits));
  const gate: Gate = {
    hosts: namesOf(hosts, port),
    isAnyAddress: hosts.some((host) => host === '0.0.0.0' || host === '::'),
    port,
    token: secret(),
    cookie: { name: `ai-blame-${port}`, value: secret() },
  };
  const threads = existsSync(THREAD) ? new AnswerThreads(THREAD, { place, version }) : null;
  const answers = new Answers({
    workOut: ({ asked, answer }, key) => {
      const advance = (told: Advance): void => live.tellAdvance(key, told);
      if (threads !== null) return threads.answer(asked, advance);
      return answer({ place, useCases, env, version, progress: toldProgress(advance, clock.now) });
    },
    stampFor: (file) => stamps.of(file),
    mostBytes: MOST_KEPT,
    atOnce: AT_ONCE,
    mostWaiting: MOST_WAITING,
  });
  served = { gate, answers, live, pages: new Pages(pages), report };
  return {
    link: `http://${shownHost(hosts)}:${port}/?token=${gate.token}`,
    async close() {
      live.close();
      await Promise.all([...servers.map(closed), threads?.close()]);
    },
  };
}

const CLOCK: Clock = {
  now: Date.now,
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** All addresses have one port. An address of this machine that it lacks (::1 without IPv6) is passed over, if another one is there. */
async function listen(
  { hosts: wanted, port: wantedPort }: ServeRequest,
  make: () => Server,
): Promise<{ readonly servers: readonly Server[]; readonly port: number; readonly hosts: readonly string[] }> {
  const servers: Server[] = [];
  const hosts: string[] = [];
  let port = wantedPort ?? 0;
  try {
    for (const host of wanted.length === 0 ? LOOPBACK : wanted) {
      const server = make();
      try {
        server.listen({ port, host });
        await once(server, 'listening');
      } catch (error) {
        // Named by nobody: 127.0.0.1 is there already.
        if (wanted.length === 0 && servers.length > 0 && isAbsent(error)) continue;
        throw cannotListen(error, host, port);
      }
      servers.push(server);
      hosts.push(host);
      port = (server.address() as AddressInfo).port;
    }
  } catch (error) {
    await Promise.all(servers.map(closed));
    throw error;
  }
  return { servers, port, hosts };
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL';
}

function cannotListen(error: unknown, host: string, port: number): AiBlameError {
  const { code, message } = error as NodeJS.ErrnoException;
  const at = `${bracketed(host)}:${port}`;
  if (code === 'EADDRINUSE') {
    return new AiBlameError('CANNOT_LISTEN', `Another program listens at ${at}`, {
      hint: 'without --port one that is free is taken',
      cause: error,
    });
  }
  const why =
    code === 'EACCES' ? 'this system does not let you' : code === 'ENOTFOUND' ? 'nobody knows that name' : message;
  return new AiBlameError('CANNOT_LISTEN', `Nothing can listen at ${at}: ${why}`, { cause: error });
}

/** What a browser may call this server, as it says in `Host`. */
function namesOf(hosts: readonly string[], port: number): Set<string> {
  const names = new Set([...(hosts.some(isLoopback) ? [...LOOPBACK, 'localhost'] : []), ...hosts].map(bracketed));
  return new Set([...names].flatMap((name) => [`${name}:${port}`.toLowerCase(), ...(port === 80 ? [name] : [])]));
}

function shownHost(hosts: readonly string[]): string {
  const [first = '127.0.0.1'] = hosts;
  return first === '0.0.0.0' || first === '::' ? '127.0.0.1' : bracketed(first);
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

async function closed(server: Server): Promise<void> {
  const end = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await end;
}
