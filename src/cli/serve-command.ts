import { resolve } from 'node:path';
import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { COMMON_OPTIONS, FLAG, placeOf, VALUE } from './common-options.js';
import type { ServeInvocation } from './invocation.js';
import { badValue, flag, type RawOptions, text, texts } from './option-values.js';
import type { UseCases } from './use-cases.js';

/** Milliseconds; how often nothing happens. */
const LONG = 60_000;

const { color: _, ...PLACES } = COMMON_OPTIONS;

export const SERVE_OPTIONS = {
  port: { ...VALUE, describe: 'Listen at this port, not at any that is free', group: 'How:' },
  open: {
    ...FLAG,
    describe: 'Open the page in the browser, which is usual in a terminal; --no-open does not',
    group: 'How:',
  },
  host: { ...VALUE, describe: 'Listen at this address, not at 127.0.0.1 and ::1 (repeatable)', group: 'How:' },
  expose: { ...FLAG, describe: 'With --host: also where other machines reach it', group: 'How:' },
  ...PLACES,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readServe(options: RawOptions, operands: readonly string[], env: Env): ServeInvocation {
  const [path, ...more] = operands;
  if (more.length > 0) throw new AiBlameError('USAGE', `One repository at a time: ${operands.length} were named`);
  const place = placeOf(options, env);
  return {
    command: 'serve',
    request: {
      place: path === undefined ? place : { ...place, directory: resolve(place.directory, path) },
      port: portOf(text(options, 'port')),
      hosts: texts(options, 'host'),
    },
    isExposed: flag(options, 'expose'),
    isOpened: options.open !== false,
  };
}

function portOf(given: string | null): number | null {
  if (given === null) return null;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : -1;
  if (port < 0 || port > 65_535) throw badValue('port', given, 'a number from 0 to 65535');
  return port === 0 ? null : port;
}

/** Serves until the person asks to stop. */
export async function runServe(
  invocation: ServeInvocation,
  env: Env,
  useCases: UseCases,
  version: string,
): Promise<void> {
  const { isLoopback, serveViewer } = await import('../serve/serve-viewer.js');
  const { request, isExposed, isOpened } = invocation;
  const outside = request.hosts.find((host) => !isLoopback(host));
  if (outside !== undefined && !isExposed) {
    throw new AiBlameError(
      'USAGE',
      `At ${outside} other machines reach what the viewer shows: prompts, commands and files`,
      {
        hint: '--expose serves it all the same, to everybody who has the link, and to those who can read what goes over the wire',
      },
    );
  }
  const patience = env.patience();
  const serving = await serveViewer(request, { useCases, env, version });
  try {
    await env.stdout.write(`${serving.link}\n`);
    if (isOpened && mayOpen(env)) await env.openLink(serving.link);
    while (await patience.wait(LONG));
  } finally {
    patience.end();
    await serving.close();
  }
}

/** A person sits at a terminal, with a screen beside it. */
function mayOpen({ stdout, platform, variables }: Env): boolean {
  const { CI = '', DISPLAY = '', WAYLAND_DISPLAY = '' } = variables;
  const hasScreen = platform === 'darwin' || platform === 'win32' || DISPLAY !== '' || WAYLAND_DISPLAY !== '';
  return stdout.isTTY && hasScreen && (CI === '' || CI === 'false' || CI === '0');
}
