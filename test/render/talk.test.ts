import { describe, expect, test } from '@jest/globals';
import { blameSummary } from '../../src/render/blame-summary.js';
import { warningLines } from '../../src/render/warning-lines.js';
import { SAMPLE } from './sample-report.js';

describe('the closing line', () => {
  const none = { lines: 0, agent: 0, commit: 0, preexisting: 0, untraced: 0, byModel: {}, byAgent: {}, byEvidence: {} };

  test('names what there is, the model with most lines first', () => {
    expect(blameSummary(SAMPLE.summary, null)).toBe(
      '50 % agent: gpt-demo-codex 3 lines, unknown 1 line; 25 % commits; 13 % preexisting; 13 % untraced\n',
    );
  });

  test('breaks between words where the terminal ends', () => {
    expect(blameSummary(SAMPLE.summary, 40)).toBe(
      '50 % agent: gpt-demo-codex 3 lines,\nunknown 1 line; 25 % commits; 13 %\npreexisting; 13 % untraced\n',
    );
  });

  test('does not round a line away', () => {
    expect(blameSummary({ ...none, lines: 1000, agent: 1, commit: 999, byModel: { m: 1 } }, null)).toBe(
      '<1 % agent: m 1 line; >99 % commits\n',
    );
  });

  test('an empty file needs none', () => {
    expect(blameSummary(none, null)).toBe('');
  });
});

describe('warnings', () => {
  const warning = { code: 'snapshot_missing', message: 'A snapshot is gone', count: 1, subject: '18538bd7' };

  test('one line for each code and subject, with how often', () => {
    expect(
      warningLines([warning, { ...warning, count: 3 }, { ...warning, subject: 'aa' }, { ...warning, subject: null }]),
    ).toBe(
      'warning: A snapshot is gone (18538bd7), 4 times\nwarning: A snapshot is gone (aa)\nwarning: A snapshot is gone\n',
    );
  });

  test('a subject that the sentence names is not told twice; controls are shown', () => {
    expect(warningLines([{ ...warning, message: 'Lost\n\u001b[2J 18538bd7' }])).toBe('warning: Lost␊␛[2J 18538bd7\n');
  });
});
