import type { Env, Output, Patience } from '../../src/env.js';

/** An output that keeps what it is given; `closed` as a reader that left. */
export class FakeOutput implements Output {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number | null;
  closed = false;

  constructor(columns: number | null = null) {
    this.isTTY = columns !== null;
    this.columns = columns;
  }

  async write(text: string): Promise<void> {
    if (this.closed) {
      throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    }
    this.text += text;
  }
}

/** Stops at the first waiting. */
export const NO_PATIENCE: Patience = { wait: async () => false, end: () => {} };

/** Starts no other process, and is asked by nobody to end. */
export const ALONE: Pick<
  Env,
  | 'host'
  | 'run'
  | 'ownsProcess'
  | 'program'
  | 'runAgain'
  | 'openLink'
  | 'undisturbed'
  | 'openPager'
  | 'screen'
  | 'readInput'
> = {
  ownsProcess: true,
  program: ['/usr/bin/node', '/usr/lib/ai-blame/bin/ai-blame.js'],
  host: () => 'ada-laptop',
  run: async () => null,
  runAgain: async () => null,
  openLink: async () => {},
  undisturbed: (work) => work(),
  openPager: async () => null,
  screen: async () => null,
  readInput: async () => Buffer.alloc(0),
};

export interface FakeEnv extends Env {
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
}

export function fakeEnv(change: Partial<FakeEnv> = {}): FakeEnv {
  return {
    cwd: '/home/ada/demo/src',
    home: '/home/ada',
    variables: {},
    now: () => Date.UTC(2026, 2, 6),
    platform: 'linux',
    patience: () => NO_PATIENCE,
    ...ALONE,
    stdout: new FakeOutput(),
    stderr: new FakeOutput(),
    ...change,
  };
}
