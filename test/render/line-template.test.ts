import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatLines, type LineTemplate, readTemplate, TEMPLATE_FIELDS } from '../../src/render/line-template.js';
import { SAMPLE_REPORT, sampleEdit } from './sample-report.js';

function told(given: string, report = SAMPLE_REPORT): string[] {
  const template = readTemplate(given);
  if ('unknown' in template) throw new Error(template.unknown);
  return formatLines(report, template).split('\n').slice(0, -1);
}

describe('--format tells of each line what the template names', () => {
  test('fields, the first that is known, columns, escapes', () => {
    expect(told('%(line)|%(origin)|%(edit.model|edit.agent|commit.author)').slice(0, 4)).toEqual([
      '1|preexisting|',
      '2|agent|gpt-demo-codex',
      '3|agent|gpt-demo-codex',
      '4|agent|gpt-demo-codex',
    ]);
    expect(told('%(edit.model:6)%(line:-4)%%\\\\')[1]).toBe('gpt-d…   2%\\');
    expect(told('%(edit:4).%(edit.turn.index:3).')[1]).toBe('e7c1.2  .');
    expect(told('a\\tb')[0]).toBe('a\tb');
    expect(told('\\0')[0]).toBe('\0');
  });

  test('an empty template, and one that names nothing, are said for each line', () => {
    expect(told('')).toEqual(SAMPLE_REPORT.result.lines.map(() => ''));
    expect(told('x')).toEqual(SAMPLE_REPORT.result.lines.map(() => 'x'));
  });

  test('every field is told of every line', () => {
    for (const field of TEMPLATE_FIELDS) {
      expect(told(`<%(${field})>`).every((line) => /^<.*>$/.test(line))).toBe(true);
    }
  });

  test('what a trace says is shown, and obeyed by no terminal', () => {
    const edit = sampleEdit({ model: 'evil\n\u001b[2J' });
    const report = { ...SAMPLE_REPORT, result: { ...SAMPLE_REPORT.result, edits: { [edit.id]: edit } } };
    expect(told('%(edit.model)', report)[1]).toBe('evil␊␛[2J');
  });
});

describe('what cannot be read is named', () => {
  test.each([
    ['%(modell)', 'modell'],
    ['%(line|toString)', 'toString'],
    ['%(text', '%(text'],
    ['100 %', '%'],
    ['%s', '%s'],
    ['\\x', '\\x'],
    ['end\\', '\\'],
    ['%(line:x)', '%(line:x)'],
  ])('%s', (given, unknown) => {
    expect(readTemplate(given)).toEqual({ unknown });
  });
});

test('texts without % and backslash come out as they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!/[%\\]/.test(text));
      expect((readTemplate(text) as LineTemplate).join('')).toBe(text);
    }),
  );
});
