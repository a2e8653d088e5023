import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { threadIdOf } from '../../src/ledger/uuid.js';
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
/** As late as the last one that counts. */
const record = (type: string, payload: object, time = '12:00:08') =>
  `{"timestamp":"2026-01-01T${time}.000Z","type":"${type}","payload":${JSON.stringify(payload)}}`;
const output = { type: 'function_call_output', output: '{"output":"","metadata":{"exit_code":0}}' };
const UNPARSABLE = 'Records that are no JSON, or not of any known form, were passed by';

type Change = (lines: string[]) => string | Uint8Array;

describe('ledger 18: traces that are damaged', () => {
  test.each<[string, Change, string | null]>([
    [
      'blank lines',
      (lines) => text(lines.flatMap((line) => [line, '', ''])),
      'Blank lines were passed by (lines 2, 3, 5, 6, 8, …)',
    ],
    [
      'line ends of Windows',
      (lines) => lines.map((line) => `${line}\r\n`).join(''),
      'Lines end in CR LF: the CR is no part of their records (lines 1, 2, 3, 4, 5, …)',
    ],
    [
      'a mark at the beginning',
      (lines) => `\ufeff${text(lines)}`,
      'The file begins with a byte order mark, which is no part of the first record (line 1)',
    ],
    [
      'a torn last line',
      (lines) => `${text(lines)}{"timestamp":"2026-01-01T12:00:30.000Z","ty`,
      'The last line is not finished, and was passed by (line 10)',
    ],
    [
      'lines that are no JSON',
      ([first = '', ...rest]) => text([first, '{nope', 'null', ...rest]),
      `${UNPARSABLE} (lines 2, 3)`,
    ],
    ['bytes that are null', (lines) => text([...lines, '\0\0\0\0']), `${UNPARSABLE} (line 10)`],
    [
      'kinds that nobody knows',
      ([first = '', ...rest]) =>
        text([first, record('future', {}, '12:00:00'), ...rest, record('event_msg', { type: 'newer' }, '12:00:30')]),
      'Records of unknown kinds were passed by (lines 2, 11)',
    ],
    [
      'an output without a call',
      (lines) => text([...lines, record('response_item', { ...output, call_id: 'lost' })]),
      'Outputs of calls that are not in the file were passed by (line 10)',
    ],
    [
      'a call that is told twice',
      ([...lines]) => text(lines.flatMap((line) => (line.includes('"function_call"') ? [line, line] : [line]))),
      'Calls have an id that a call before them has (line 6)',
    ],
    [
      'an output that is told twice',
      (lines) => text([...lines, record('response_item', { ...output, call_id: 'c1' })]),
      null,
    ],
  ])('%s: the good ones count, and it is told where', async (_name, change, warning) => {
    const { whole, found, warnings } = await damaged(change);
    expect(found).toEqual(whole);
    expect(warnings).toEqual(warning === null ? [] : [warning]);
  });

  test('times that go back do not change the order, and the latest one counts', async () => {
    const { whole, found, warnings } = await damaged((lines) =>
      text(lines.map((line, n) => (n === 2 ? line.replace('T12:', 'T13:') : line))),
    );
    expect(found.entries.map(({ text: said }: { text: string }) => said)).toEqual(
      whole.entries.map(({ text: said }: { text: string }) => said),
    );
    expect(found.generatedAt).toMatch(/T13:/);
    expect(warnings).toEqual([
      'Records have times before those of records above them; their order is that of the file (lines 4, 5, 6, 7, 8, …)',
    ]);
  });

  test('several at once are counted each', async () => {
    const { found, whole, warnings } = await damaged(
      ([first = '', ...rest]) => `\ufeff${text([first, '', '{nope', record('future', {}, '12:00:00'), ...rest])}{"half`,
    );
    expect(found).toEqual(whole);
    expect(warnings).toEqual([
      'The file begins with a byte order mark, which is no part of the first record (line 1)',
      'Blank lines were passed by (line 2)',
      `${UNPARSABLE} (line 3)`,
      'Records of unknown kinds were passed by (line 4)',
      'The last line is not finished, and was passed by (line 13)',
    ]);
  });

  test('no record that names the session: the file’s name does, and what is told later where it worked', async () => {
    const id = lab.session(0, (rollout) => oneTurn(rollout.context('gpt-demo', { cwd: lab.project })));
    const whole = await lab.ledger(id);
    lab.write(lab.traceOf(id), text(textOf(lab.traceOf(id)).trimEnd().split('\n').slice(1)));
    const { stdout } = await lab.ask(['ledger', 'export', lab.traceOf(id), '--output', '-']);
    expect(JSON.parse(stdout)).toEqual(whole);
    // By its id, and in a backfill, too.
    expect(await lab.ledger(id)).toEqual(whole);
    const backfilled = await lab.json(['ledger', 'backfill']);
    expect(backfilled.threads).toMatchObject([{ session: id, status: 'exported', entryCount: whole.entries.length }]);
    expect((await lab.json(['ledger', 'verify', '--source'])).ok).toBe(true);
    expect((await lab.json(['ledger', 'backfill', '--project-path', lab.dir.path])).threads).toMatchObject([
      { session: id },
    ]);
    const { warnings, session } = await lab.json(['replay', lab.traceOf(id)]);
    expect([session, ...warnings.map(({ message }: { message: string }) => message)]).toEqual([
      id,
      'The record that names the session is lost: the name of the file tells whose it is (line 1)',
    ]);
  });

  test('a file without the record that names the session, and of another name: its own name is the id', async () => {
    const id = lab.session(0, oneTurn);
    const lines = textOf(lab.traceOf(id)).trimEnd().split('\n');
    const file = lab.write(join(lab.dir.path, 'copy of mine.jsonl'), text(lines.slice(1)));
    const { threadID, entries } = JSON.parse((await lab.ask(['ledger', 'export', file, '--output', '-'])).stdout);
    expect(threadID).toBe(threadIdOf('codex', 'copy of mine'));
    expect(entries).toHaveLength((await lab.ledger(id)).entries.length);
  });

  test.each<[string, Change]>([
    ['an empty file', () => ''],
    ['nothing but noise', () => '{nope\n\0\n'],
    ['nothing but what names the session, torn', ([first = '']) => first.slice(0, 40)],
    ['records of nobody', () => text(['{"type":"future","payload":{}}', '{"a":1}'])],
  ])('%s: no record can be used', async (_name, change) => {
    const { exitCode, found } = await damaged(change);
    expect({ exitCode, found }).toEqual({ exitCode: 4, found: null });
  });
});
