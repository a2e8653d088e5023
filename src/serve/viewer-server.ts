import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AiBlameError, EXIT } from '../errors.js';
import { errorJson } from '../render/viewer-json.js';
import type { Answers } from './answers.js';
import { cookieHeader, type Gate, hasCookie, isToken, refuseForeign } from './gate.js';
import { hasAlready, SAFE_HEADERS, takesGzip } from './headers.js';
import type { Live } from './live.js';
import type { Pages } from './pages.js';
import { questionKey } from './parameters.js';
import { readQuestion } from './routes.js';
import { TooBusy } from './turnstile.js';

/** In bytes. */
const MOST_HEADERS = 16 * 1024;
const LONGEST_URL = 12 * 1024;

/** What a client may take of the server, in milliseconds and connections. */
export interface Limits {
  /** Until its head is there: from the connection on, or from its first byte after an answer. */
  readonly headMs: number;
  /** Between two requests. */
  readonly idleMs: number;
  /** How often it is looked for those that take longer. */
  readonly lookMs: number;
  /** At the same time; more are hung up on. */
  readonly connections: number;
}

export const LIMITS: Limits = { headMs: 10_000, idleMs: 5_000, lookMs: 2_000, connections: 128 };

/** What is shorter is not zipped. */
const LEAST_ZIPPED = 1024;

const JSON_TYPE = 'application/json; charset=utf-8';
const UNKEPT = { 'Cache-Control': 'no-store' };

export interface Served {
  readonly gate: Gate;
  readonly answers: Answers;
  readonly live: Live;
  readonly pages: Pages;
  /** Hears of what no client is told: bugs of ours. */
  readonly report: (error: unknown) => void;
}

/** A server that listens nowhere yet. */
export function viewerServer(served: () => Served, limits: Limits): Server {
  const server = createServer(
    {
      maxHeaderSize: MOST_HEADERS,
      headersTimeout: limits.headMs,
      // A request is no more than its head.
      requestTimeout: limits.headMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: limits.lookMs,
    },
    (request, response) => {
      handle(served(), request, response).catch((error: unknown) => fail(served(), response, error));
    },
  );
  server.maxConnections = limits.connections;
  return server;
}

/** Why a request is not answered. */
class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** @throws Refused; as the question. */
async function handle(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { gate, pages } = served;
  const { url = '', method = '', headers } = request;
  const mark = url.indexOf('?');
  const [path, query] = mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
  if (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0') {
    // What is sent along is not waited for.
    throw new Refused(400, 'USAGE', 'Nothing may be sent along', { Connection: 'close' });
  }
  const foreign = refuseForeign(gate, headers, path === '/');
  if (foreign !== null) throw new Refused(foreign.status, foreign.code, foreign.message);
  if (method !== 'GET' && method !== 'HEAD') {
    const message = 'Nothing can be changed here: GET and HEAD are answered';
    throw new Refused(405, 'METHOD_NOT_ALLOWED', message, { Allow: 'GET, HEAD' });
  }
  if (url.length > LONGEST_URL) throw new Refused(414, 'USAGE', 'That is too long');
  if (path === '/' && /(^|&)token=/.test(query)) return exchange(gate, query, response);
  if (!hasCookie(gate, headers)) throw new Refused(401, 'NO_TOKEN', 'Open the link that ai-blame serve printed');
  if (path === '/api/live') return listen(served, query, request, response);
  if (path.startsWith('/api/')) return answer(served, path.slice('/api/'.length), query, request, response);
  const page = pages.find(path);
  if (page === null) throw new Refused(404, 'NO_SUCH_PAGE', 'There is nothing under that name');
  await send(request, response, { ...page, zipped: async () => page.zipped });
}

/** The token of the link for a cookie. What a browser shows from then on has no token in it; its fragment stays. */
function exchange(gate: Gate, query: string, response: ServerResponse): void {
  const given = [...new URLSearchParams(query)];
  const [name, token] = given[0] ?? [];
  if (given.length !== 1 || name !== 'token' || token === undefined || !isToken(gate, token)) {
    throw new Refused(401, 'NO_TOKEN', 'That link is of another start: open the one that ai-blame serve printed');
  }
  head(response, 303, { Location: '/', 'Set-Cookie': cookieHeader(gate), 'Content-Length': '0', ...UNKEPT });
  response.end();
}

async function answer(
  { answers }: Served,
  name: string,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const question = readQuestion(name, query);
  if (question === null) throw new Refused(404, 'NO_SUCH_PAGE', 'There is no such question');
  const found = await answers.of(questionKey(name, query), question);
  const { body, tag } = found;
  await send(request, response, { type: JSON_TYPE, body, tag, zipped: () => found.zipped() });
}

function listen({ live }: Served, query: string, request: IncomingMessage, response: ServerResponse): void {
  if (query !== '') throw new Refused(400, 'USAGE', 'There is no parameter here');
  const isHead = request.method === 'HEAD';
  if (!isHead && live.isFull) throw new Refused(503, 'BUSY', 'Too many pages listen already', { 'Retry-After': '5' });
  head(response, 200, { 'Content-Type': 'text/event-stream; charset=utf-8', ...UNKEPT });
  if (isHead) response.end();
  else live.add(response);
}

interface Sent {
  readonly type: string;
  readonly body: Buffer;
  readonly tag: string;
  zipped(): Promise<Buffer>;
}

async function send({ headers, method }: IncomingMessage, response: ServerResponse, sent: Sent): Promise<void> {
  const { type, tag } = sent;
  if (hasAlready(headers['if-none-match'], tag)) {
    head(response, 304, { ETag: tag });
    response.end();
    return;
  }
  const isZipped = sent.body.length >= LEAST_ZIPPED && takesGzip(headers['accept-encoding']);
  const body = isZipped ? await sent.zipped() : sent.body;
  const coding: Record<string, string> = isZipped ? { 'Content-Encoding': 'gzip' } : {};
  head(response, 200, { 'Content-Type': type, 'Content-Length': String(body.length), ETag: tag, ...coding });
  response.end(method === 'HEAD' ? undefined : body);
}

function fail({ report }: Served, response: ServerResponse, error: unknown): void {
  // Too late to say anything.
  if (response.headersSent) response.destroy();
  else if (error instanceof Refused) tell(response, error.status, { ...error, message: error.message }, error.headers);
  else if (error instanceof AiBlameError) tell(response, statusOf(error), { ...error, message: error.message });
  else if (error instanceof TooBusy) {
    tell(response, 503, { code: 'BUSY', message: error.message }, { 'Retry-After': '1' });
  } else {
    report(error);
    tell(response, 500, { code: 'INTERNAL', message: 'That is a bug of ai-blame: where it was started tells more' });
  }
}

/** As the exit codes of the commands. */
function statusOf({ exitCode, code }: AiBlameError): number {
  if (exitCode === EXIT.usage) return 400;
  if (exitCode === EXIT.unanswerable) return 404;
  return code === 'LOCKED' ? 503 : 409;
}

interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | null;
}

/** What is wrong, as JSON; in words alone where a browser shows it. */
function tell(
  response: ServerResponse,
  status: number,
  { code, message, hint = null }: Trouble,
  more: Readonly<Record<string, string>> = {},
): void {
  const isShown = /^\/(\?|$)/.test(response.req.url ?? '');
  const body = Buffer.from(isShown ? `${message}.\n` : errorJson({ code, message, hint }));
  const type = isShown ? 'text/plain; charset=utf-8' : JSON_TYPE;
  head(response, status, { 'Content-Type': type, 'Content-Length': String(body.length), ...UNKEPT, ...more });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function head(response: ServerResponse, status: number, own: Readonly<Record<string, string>>): void {
  response.writeHead(status, { ...SAFE_HEADERS, ...own });
}
