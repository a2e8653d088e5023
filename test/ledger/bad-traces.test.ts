import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LedgerLab, oneTurn, textOf } from './ledger-lab.js';

let lab: LedgerLab;
beforeEach(() => {
  lab = new LedgerLab();
});
afterEach(() => lab.remove());

/** The ledger of a session before and after its file was changed, and what was told of that one. */
async function damaged(change: Change) {
  const id = lab.session(0, oneTurn);
  const whole = await lab.ledger(id);
  lab.write(lab.traceOf(id), change(textOf(lab.traceOf(id)).trimEnd().split('\n')));
  const { stdout, exitCode } = await lab.ask(['ledger', 'export', lab.traceOf(id), '--output', '-']);
  const told = exitCode === 0 ? await lab.json(['replay', lab.traceOf(id)]) : { warnings: [] };
  const warnings: string[] = told.warnings.map(({ message }: { message: string }) => message);
  return { whole, exitCode, found: stdout === '' ? null : JSON.parse(stdout), warnings };
}

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const record = (type: string, payload: object) =>
  `{"timestamp":"2026-01-01T12:00:03.000Z","type":"${type}","payload":${JSON.stringify(payload)}}`;
const output = { type: 'function_call_output', output: '{"output":"","metadata":{"exit_code":0}}' };
const UNPARSABLE = 'Records that are no JSON, or not of any known form, were passed by';

type Change = (lines: string[]) => string | Uint8Array;

describe('ledger 18: traces that are damaged', () => {
  test.each<[string, Change, string]>([
    ['blank lines', (lines) => text(lines.flatMap((line) => [line, '', ''])), ''],
    ['line ends of Windows', (lines) => lines.map((line) => `${line}\r\n`).join(''), ''],
    ['a mark at the beginning', (lines) => `\ufeff${text(lines)}`, ''],
    [
      'a torn last line',
      (lines) => `${text(lines)}{"timestamp":"2026-01-01T12:00:30.000Z","ty`,
      'Line 10 is not finished',
    ],
    [
      'lines that are no JSON',
      ([first = '', ...rest]) => text([first, '{nope', 'null', ...rest]),
      `${UNPARSABLE} (lines 2, 3)`,
    ],
    ['bytes that are null', (lines) => text([...lines, '\0\0\0\0']), `${UNPARSABLE} (line 10)`],
    [
      'kinds that nobody knows',
      (lines) => text([...lines, record('future', {})]),
      'Records of unknown kinds were passed by',
    ],
    [
      'an output without a call',
      (lines) => text([...lines, record('response_item', { ...output, call_id: 'lost' })]),
      '',
    ],
    [
      'an output that is told twice',
      (lines) => text([...lines, record('response_item', { ...output, call_id: 'c1' })]),
      '',
    ],
  ])('%s: the good ones count', async (_name, change, warning) => {
    const { whole, found, warnings } = await damaged(change);
    expect(found).toEqual(whole);
    expect(warnings).toEqual(warning === '' ? [] : [warning]);
  });

  test('times that go back do not change the order, and the latest one counts', async () => {
    const { whole, found } = await damaged((lines) =>
      text(lines.map((line, n) => (n === 2 ? line.replace('T12:', 'T13:') : line))),
    );
    expect(found.entries.map(({ text: said }: { text: string }) => said)).toEqual(
      whole.entries.map(({ text: said }: { text: string }) => said),
    );
    expect(found.generatedAt).toMatch(/T13:/);
  });

  test.each<[string, Change]>([
    ['an empty file', () => ''],
    ['nothing but noise', () => '{nope\n\0\n'],
    ['no record that names the session', (lines) => text(lines.slice(1))],
  ])('%s: nobody knows whose it is', async (_name, change) => {
    const { exitCode, found } = await damaged(change);
    expect({ exitCode, found }).toEqual({ exitCode: 4, found: null });
  });
});
