import { type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { lazyUseCases } from '../../src/cli/use-cases.js';
import type { Env } from '../../src/env.js';
import type { Clock } from '../../src/serve/live.js';
import { type Serving, serveViewer } from '../../src/serve/serve-viewer.js';
import type { Limits } from '../../src/serve/viewer-server.js';
import type { CodexWorld } from '../support/codex-world.js';
import { holdAgainstSchema } from '../support/printed.js';
import { answerTo } from '../support/run-cli.js';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
  /** Whether the cookie is brought along, which is usual. */
  readonly withCookie?: boolean;
}

/** A clock that moves only where a test says so. */
class HandClock implements Clock {
  time = Date.now() + 60_000;
  readonly #calls: { at: number; call: () => void }[] = [];

  now = (): number => this.time;

  after(milliseconds: number, call: () => void): () => void {
    const waiting = { at: this.time + milliseconds, call };
    this.#calls.push(waiting);
    return () => {
      const place = this.#calls.indexOf(waiting);
      if (place !== -1) this.#calls.splice(place, 1);
    };
  }

  get waiting(): number {
    return this.#calls.length;
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const waiting of this.#calls.filter(({ at }) => at <= this.time)) {
      this.#calls.splice(this.#calls.indexOf(waiting), 1);
      waiting.call();
    }
  }
}

interface Starting {
  readonly pages?: string;
  readonly change?: Partial<typeof lazyUseCases>;
  readonly directory?: string;
  readonly limits?: Limits;
}

/** A real server over a world, asked by real requests. */
export class ServeLab {
  readonly clock = new HandClock();
  readonly world: CodexWorld;
  readonly serving: Serving;
  /** What use cases were asked, in order. */
  readonly asked: string[];
  #cookie = '';

  private constructor(world: CodexWorld, serving: Serving, asked: string[]) {
    this.world = world;
    this.serving = serving;
    this.asked = asked;
  }

  /** @param pages folder of the pages. @param directory that is served. */
  static async start(
    world: CodexWorld,
    { pages = '/nowhere', change = {}, directory = world.repo.dir, limits }: Starting = {},
  ): Promise<ServeLab> {
    const asked: string[] = [];
    const useCases = { ...lazyUseCases, ...change };
    const noted = Object.fromEntries(
      Object.entries(useCases).map(([name, ask]) => [
        name,
        (...given: unknown[]) => {
          asked.push(name);
          return (ask as (...all: unknown[]) => unknown)(...given);
        },
      ]),
    ) as unknown as typeof lazyUseCases;
    const clock = new HandClock();
    const serving = await serveViewer(
      { place: { directory, homes: {}, movedFrom: [] }, port: null, hosts: ['127.0.0.1'] },
      { useCases: noted, env: envOf(world, clock), version: '1.2.3' },
      { pages, clock, ...(limits === undefined ? {} : { limits }) },
    );
    const lab = new ServeLab(world, serving, asked);
    Object.assign(lab, { clock });
    await lab.#enter();
    return lab;
  }

  get port(): number {
    return Number(new URL(this.serving.link).port);
  }

  get cookie(): string {
    return this.#cookie;
  }

  async #enter(): Promise<void> {
    const { pathname, search } = new URL(this.serving.link);
    const { headers } = await this.ask(`${pathname}${search}`, { withCookie: false });
    this.#cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  /** @param path as it is sent, to the letter. */
  ask(path: string, { method = 'GET', headers = {}, body, withCookie = true }: Asking = {}): Promise<Reply> {
    const cookie: Record<string, string> = withCookie ? { Cookie: this.#cookie } : {};
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.port,
        path,
        method,
        headers: { ...cookie, ...headers },
        agent: false,
      };
      const sent = request(options, (reply) => {
        const parts: Buffer[] = [];
        reply.on('data', (part: Buffer) => parts.push(part));
        reply.on('error', reject);
        reply.on('end', () => {
          const { statusCode: status = 0, headers: told } = reply;
          const answer = Buffer.concat(parts);
          try {
            if (told['content-type']?.startsWith('application/json')) holdAnswer(path, told, answer);
            resolve({ status, headers: told, body: answer });
          } catch (error) {
            reject(error);
          }
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** @returns what the body of an answer says. */
  async json(path: string, asking: Asking = {}): Promise<{ readonly status: number; readonly value: unknown }> {
    const { status, body } = await this.ask(path, asking);
    return { status, value: JSON.parse(body.toString()) };
  }

  /** What the command line prints. */
  async printed(...argv: string[]): Promise<string> {
    const { home, variables, now } = envOf(this.world, this.clock);
    const { exitCode, stdout, stderr } = await answerTo(argv, { cwd: this.world.repo.dir, home, variables, now });
    if (exitCode > 1) throw new Error(`${argv.join(' ')}: ${exitCode} ${stderr}`);
    return stdout;
  }

  async close(): Promise<void> {
    await this.serving.close();
  }
}

/** Every answer is one that a schema tells. */
function holdAnswer(path: string, headers: IncomingHttpHeaders, body: Buffer): void {
  const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
  if (text === '') return;
  const { schema } = JSON.parse(text) as { readonly schema?: unknown };
  if (typeof schema !== 'string') throw new Error(`What ${path} answers names no schema`);
  holdAgainstSchema(['serve', path], text);
}

function envOf(world: CodexWorld, { now }: Clock): Env {
  return { ...world.env({ AI_BLAME_HOME: `${world.base}/ai-blame` }), now };
}
