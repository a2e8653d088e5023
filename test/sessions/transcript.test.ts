import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TranscriptEntry, TranscriptResult } from '../../src/model/transcript.js';
import { Rollout, uuid7 } from '../support/codex-rollout.js';
import { answerTo } from '../support/run-cli.js';
import { TempDir } from '../support/temp-dir.js';

const ID = uuid7(0, 1);
/** In the form of a provider's key, and none. */
const KEY = `sk-${'Abcd1234'.repeat(4)}`;

let dir: TempDir;

beforeEach(() => {
  dir = new TempDir();
});

afterEach(() => dir.remove());

function write(rollout: Rollout): void {
  dir.write(`codex/sessions/2026/01/01/rollout-2026-01-01T12-00-00-${ID}.jsonl`, rollout.text());
}

function started(): Rollout {
  return new Rollout().meta({ id: ID });
}

async function answer(...argv: string[]) {
  const line = ['sessions', 'transcript', ID, '--no-index', '--codex-home', join(dir.path, 'codex'), ...argv];
  return answerTo(line, { cwd: dir.path });
}

async function shown(...argv: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await answer(...argv);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

async function json(...argv: string[]): Promise<TranscriptResult> {
  return JSON.parse(await shown('--json', ...argv));
}

/** Each entry as its kind and what it tells. */
function entryLines({ turns }: TranscriptResult): string[] {
  return turns.flatMap(({ index, entries }) => entries.map((entry) => `#${index} ${entry.kind} ${wordsOf(entry)}`));
}

function wordsOf(entry: TranscriptEntry): string {
  switch (entry.kind) {
    case 'call':
      return `${entry.tool} ${entry.call} ${entry.text}`;
    case 'result':
      return `${entry.tool} ${entry.call} ${entry.status} ${entry.exitCode} ${entry.text}`;
    case 'notice':
      return entry.type;
    default:
      return entry.text;
  }
}

function answered(rollout: Rollout, text: string): Rollout {
  return rollout.event({ type: 'agent_message', message: text });
}

function thought(rollout: Rollout, text: string): Rollout {
  return rollout.item({ type: 'reasoning', summary: [{ type: 'summary_text', text }], encrypted_content: 'x' });
}

/** Two turns: one with a command, one with a patch that failed. */
function conversation(): Rollout {
  const rollout = started().says('Look around').context('gpt-demo');
  thought(rollout, 'There may be files.');
  answered(rollout, 'I will look.');
  rollout.call('shell', { command: ['bash', '-lc', 'ls'] }, 'call_1');
  rollout.output('call_1', JSON.stringify({ output: 'a\nb\n', metadata: { exit_code: 0 } }));
  answered(rollout, 'Two files.');
  rollout.says('Change a').context('gpt-demo');
  rollout.custom('apply_patch', '*** Begin Patch\n*** End Patch', 'call_2');
  rollout.output('call_2', 'apply_patch verification failed: nothing to do', 'custom_tool_call_output');
  return rollout;
}

describe('what a transcript tells', () => {
  test('messages, calls and their outputs in order, in their turns', async () => {
    write(conversation());
    const result = await json();
    expect(entryLines(result)).toEqual([
      '#1 message Look around',
      '#1 answer I will look.',
      '#1 call shell call_1 ls',
      '#1 result shell call_1 completed 0 a\nb',
      '#1 answer Two files.',
      '#2 message Change a',
      '#2 call apply_patch call_2 *** Begin Patch\n*** End Patch',
      '#2 result apply_patch call_2 failed null apply_patch verification failed: nothing to do',
    ]);
    expect(result.turns.map(({ index, status, startedAt }) => [index, status, startedAt])).toEqual([
      [1, 'completed', '2026-01-01T12:00:02.000Z'],
      [2, 'open', '2026-01-01T12:00:10.000Z'],
    ]);
    expect([result.schema, result.totalTurns, result.repository, result.redacted, result.edits]).toEqual([
      'ai-blame/transcript@1',
      2,
      null,
      true,
      {},
    ]);
    const [call] = result.turns[0]?.entries.filter(({ kind }) => kind === 'call') ?? [];
    expect(call).toEqual({
      kind: 'call',
      record: 7,
      time: '2026-01-01T12:00:06.000Z',
      model: 'gpt-demo',
      call: 'call_1',
      tool: 'shell',
      isCommand: true,
      input: { command: ['bash', '-lc', 'ls'] },
      text: 'ls',
      lines: 1,
      folded: 0,
      edits: [],
    });
  });

  test('searches, and what a program asked a server, which no function call names', async () => {
    const action = { type: 'search', query: 'node lts', queries: ['node lts', 'node 22'] };
    const rollout = started().says('Look it up').context('gpt-demo');
    rollout.event({ type: 'web_search_end', call_id: 'ws_1', query: 'node lts', action });
    rollout.item({ type: 'web_search_call', id: 'ws_1', status: 'completed', action });
    const invocation = { server: 'docs', tool: 'find', arguments: { term: 'lts' } };
    const content = [{ type: 'text', text: 'Node 24 is next' }];
    rollout.event({ type: 'mcp_tool_call_end', call_id: 'exec-1', invocation, result: { Ok: { content } } });
    write(rollout);
    expect(entryLines(await json())).toEqual([
      '#1 message Look it up',
      '#1 call web_search ws_1 type: search\nquery: node lts\nqueries:\n  - node lts\n  - node 22',
      '#1 result web_search ws_1 completed null ',
      '#1 call mcp__docs__find exec-1 term: lts',
      '#1 result mcp__docs__find exec-1 completed null Node 24 is next',
    ]);
  });

  test('reasoning only on request', async () => {
    write(conversation());
    expect(entryLines(await json()).join()).not.toContain('There may be files.');
    const [message, reasoning] = entryLines(await json('--reasoning'));
    expect([message, reasoning]).toEqual(['#1 message Look around', '#1 reasoning There may be files.']);
  });

  test('only the turns that are asked for; a turn that is not there is said', async () => {
    write(conversation());
    const { turns, totalTurns } = await json('--turn', '2');
    expect([turns.map(({ index }) => index), totalTurns]).toEqual([[2], 2]);
    expect(await answer('--turn', '3')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `There is no turn ${ID}:3 (the session has turns 1 to 2)`,
    });
  });

  test('what a program printed in a record of its own, however long', async () => {
    const output = 'line\n'.repeat(10_000);
    const item = { type: 'CommandExecution', id: 'exec-1', command: ['bash', '-lc', 'cat big'], status: 'completed' };
    const rollout = started().says('Run it');
    rollout.event({ type: 'item_completed', item: { ...item, aggregated_output: output, exit_code: 0 } });
    write(rollout);
    const [, call, result] = (await json('--full')).turns[0]?.entries ?? [];
    expect([call?.kind, call !== undefined && wordsOf(call)]).toEqual(['call', 'shell exec-1 cat big']);
    expect(result?.kind === 'result' && [result.text === output.trimEnd(), result.lines]).toEqual([true, 10_000]);
  });
});

describe('folding', () => {
  function withOutput(output: string): void {
    const rollout = started()
      .says('Run it')
      .call('shell', { command: ['bash', '-lc', 'x'] }, 'c');
    write(rollout.output('c', JSON.stringify({ output, metadata: { exit_code: 0 } })));
  }

  async function output(...argv: string[]) {
    const entry = (await json(...argv)).turns[0]?.entries.find(({ kind }) => kind === 'result');
    return entry?.kind === 'result' ? { text: entry.text, lines: entry.lines, folded: entry.folded } : null;
  }

  const numbered = (count: number): string => Array.from({ length: count }, (_, n) => `line ${n + 1}`).join('\n');

  test('twelve lines are shown as they are, of thirteen the first twelve', async () => {
    withOutput(`${numbered(12)}\n`);
    expect(await output()).toEqual({ text: numbered(12), lines: 12, folded: 0 });
    withOutput(`${numbered(13)}\n`);
    expect(await output()).toEqual({ text: numbered(12), lines: 13, folded: 1 });
    expect(await output('--full')).toEqual({ text: numbered(13), lines: 13, folded: 0 });
  });

  test('one endless line is cut', async () => {
    withOutput('x'.repeat(100_000));
    expect(await output()).toEqual({ text: 'x'.repeat(4_000), lines: 1, folded: 1 });
    expect(await output('--full')).toEqual({ text: 'x'.repeat(100_000), lines: 1, folded: 0 });
  });

  test('no output has no line', async () => {
    withOutput('');
    expect(await output()).toEqual({ text: '', lines: 0, folded: 0 });
  });

  test('text and Markdown count what is left out', async () => {
    withOutput(numbered(40));
    expect(await shown()).toContain('  line 12\n  … 28 more lines (--full)\n');
    expect(await shown('--markdown')).toContain('line 12\n```\n\n… 28 more lines (--full)\n\n</details>\n');
  });
});

describe('secrets', () => {
  beforeEach(() => {
    const rollout = started().says(`Use ${KEY}`);
    thought(rollout, `The key is ${KEY}`);
    answered(rollout, `I use ${KEY}`);
    rollout.call('shell', { command: ['bash', '-lc', `curl -H ${KEY}`] }, 'c1').output('c1', `echo ${KEY}`);
    rollout.call('mcp__vault__put', { password: 'hunter2hunter2', note: KEY }, 'c2').output('c2', 'ok');
    write(rollout);
  });

  test.each(['--json', '--markdown', '--color=never'])('%s: none is left', async (form) => {
    for (const more of [[], ['--full']]) {
      const { exitCode, stdout: text, stderr } = await answer(form, '--reasoning', ...more);
      const isJson = form === '--json';
      expect([exitCode, stderr]).toEqual([0, isJson ? '' : 'note: 7 secrets were taken out: look for [redacted]\n']);
      if (isJson) expect(JSON.parse(text).secretsReplaced).toBe(7);
      expect(text).not.toContain('Abcd1234');
      expect(text).not.toContain('hunter2');
      expect(text.split('[redacted]').length).toBeGreaterThan(6);
    }
  });

  test('nor the name of the home in Markdown, which is for sharing', async () => {
    write(started().says('Look into /home/ada/plans and /home/adam'));
    const argv = ['sessions', 'transcript', ID, '--no-index', '--codex-home', join(dir.path, 'codex'), '--markdown'];
    const env = { cwd: dir.path, home: '/home/ada' };
    expect((await answerTo(argv, env)).stdout).toContain('\nLook into ~/plans and /home/adam\n');
    expect((await answerTo([...argv, '--no-redact'], env)).stdout).toContain('\nLook into /home/ada/plans and');
  });

  test('--no-redact leaves them in', async () => {
    const result = await json('--no-redact', '--reasoning');
    expect(result.redacted).toBe(false);
    const text = JSON.stringify(result.turns);
    expect([text.split(KEY).length - 1 >= 6, text.includes('hunter2hunter2'), text.includes('[redacted]')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('text that would break out', () => {
  const CLEAR = '\u001b[2J';
  const TEXT = `${CLEAR}\n\`\`\`\n# A heading\n</details>\n<b>\n\`\`\`\`\`text\n\u202e`;

  beforeEach(() => {
    const rollout = started().says(TEXT);
    answered(rollout, TEXT);
    rollout.call(`<i>\`${CLEAR}`, { [`<u>\n# ${CLEAR}`]: TEXT }, 'c\n## x').output('c\n## x', TEXT);
    write(rollout);
  });

  test('no control reaches a terminal', async () => {
    for (const form of ['--markdown', '--color=never']) {
      const text = await shown(form);
      expect([...text].filter((letter) => (letter < ' ' && letter !== '\n') || letter === '\u202e')).toEqual([]);
      expect(text).toContain('␛[2J');
    }
  });

  test('in Markdown all of it stands in fences, code spans and escaped HTML', async () => {
    const text = await shown('--markdown');
    let fence: string | null = null;
    const outside: string[] = [];
    for (const line of text.split('\n')) {
      const ticks = /^(`{3,})(text)?$/.exec(line);
      if (fence === null && ticks?.[2] !== undefined) fence = ticks[1] as string;
      else if (fence !== null && line === fence) fence = null;
      else if (fence === null) outside.push(line);
    }
    expect(fence).toBeNull();
    expect(outside.filter((line) => line.startsWith('#'))).toEqual(['# Transcript', '## Turn 1']);
    const rest = outside.filter((line) => !/^(?:<details><summary>|<\/details>$|- Title: `)/.test(line)).join('\n');
    expect(rest).not.toMatch(/[<>]/);
    expect(outside.filter((line) => line === '</details>')).toHaveLength(2);
    expect(outside.filter((line) => line.startsWith('<details>'))).toEqual([
      '<details><summary>Call &lt;i&gt;`␛[2J c␊## x</summary>',
      '<details><summary>Result &lt;i&gt;`␛[2J c␊## x: unknown, 7 lines</summary>',
    ]);
  });
});

test('text for people, all of it', async () => {
  write(conversation());
  expect(await shown()).toBe(
    `session  ${ID}
title    Look around
agent    codex 0.77.0
model    gpt-demo
folder   /w/demo

#1 2026-01-01 12:00 completed
person 12:00
  Look around
gpt-demo 12:00
  I will look.
call shell call_1 12:00
  ls
result shell call_1: completed, exit code 0, 2 lines 12:00
  a
  b
gpt-demo 12:00
  Two files.

#2 2026-01-01 12:00 open
person 12:00
  Change a
call apply_patch call_2 12:00
  *** Begin Patch
  *** End Patch
result apply_patch call_2: failed, 1 line 12:00
  apply_patch verification failed: nothing to do
`,
  );
});

describe('wrong use', () => {
  test.each([
    [
      ['sessions', 'transcript'],
      'ai-blame sessions transcript takes one session: name it by its id, or by how that begins',
    ],
    [['sessions', 'transcript', 'a', '--tree'], 'ai-blame sessions transcript takes no --tree'],
    [['sessions', 'transcript', 'a', '--json', '--markdown'], '--json and --markdown exclude each other'],
    [['sessions', 'transcript', 'a', '--turn', '0'], '--turn expects a number from 1, not "0"'],
    [['sessions', 'show', 'a', '--full'], 'ai-blame sessions show takes no --full'],
    [['sessions', '--markdown'], 'ai-blame sessions list takes no --markdown'],
  ])('%j', async (argv, stderr) => {
    expect(await answerTo(argv, { cwd: dir.path })).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  test('a session that is not there', async () => {
    const { exitCode, stderr } = await answer();
    expect([exitCode, stderr]).toEqual([
      3,
      `There is no session ${ID} (ai-blame sessions list --all shows what there is)`,
    ]);
  });
});

test('the bare eras: no times, no models, and all that was said', async () => {
  const bare = (item: object): string => JSON.stringify(item);
  const said = (role: string, type: string, text: string): string =>
    bare({ type: 'message', role, content: [{ type, text }] });
  const rollout = new Rollout()
    .raw(bare({ id: ID, timestamp: '2026-01-01T12:00:00.000Z', instructions: null }))
    .raw(said('user', 'input_text', 'go'))
    .raw(bare({ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] }))
    .raw(said('assistant', 'output_text', 'There.'));
  write(rollout);
  expect(entryLines(await json('--reasoning'))).toEqual(['#1 message go', '#1 reasoning Hm.', '#1 answer There.']);
});
