import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EditRecord } from '../../src/model/edit-record.js';
import { keyOf } from '../../src/viewer/data/source.js';
import { Accents } from '../../src/viewer/paint/accents.js';
import { bestMatches } from '../../src/viewer/paint/best-matches.js';
import { type Condition, conditionsOf, meets, onlyOf, toggled } from '../../src/viewer/paint/filter.js';
import { periodsOf } from '../../src/viewer/paint/periods.js';
import { visibleText } from '../../src/viewer/paint/visible-text.js';

const agentLine = { origin: 'agent', edit: 'e1', commit: null } as const;
const edit = { agent: 'codex', model: 'gpt-demo', session: 's1', turn: { index: 2 }, evidence: 'exact' } as EditRecord;

describe('which lines are shown', () => {
  test('a line has to meet one condition of each kind that is named', () => {
    const model = { kind: 'model', value: 'gpt-demo' } as const;
    const other = { kind: 'model', value: 'other' } as const;
    const exact = { kind: 'evidence', value: 'exact' } as const;
    const inferred = { kind: 'evidence', value: 'inferred' } as const;
    expect([
      meets(agentLine, edit, []),
      meets(agentLine, edit, [other]),
      meets(agentLine, edit, [other, model]),
      meets(agentLine, edit, [model, exact]),
      meets(agentLine, edit, [model, inferred]),
      meets(agentLine, edit, [{ kind: 'turn', value: 's1/2' }]),
      meets(agentLine, edit, [{ kind: 'turn', value: 's1/1' }]),
    ]).toEqual([true, false, true, true, false, true, false]);
  });

  test('a line of a commit meets no condition on agents', () => {
    const line = { origin: 'commit', edit: null, commit: 'c1' } as const;
    expect(meets(line, undefined, [{ kind: 'agent', value: 'codex' }])).toBe(false);
    expect(meets(line, undefined, [{ kind: 'origin', value: 'commit' }])).toBe(true);
  });

  test('conditions come back from the address as they went there', () => {
    const kind = fc.constantFrom<Condition['kind']>('agent', 'model', 'session', 'turn', 'evidence', 'origin');
    const value = fc
      .stringMatching(/^[a-z0-9:.,/ -]{1,12}$/)
      .filter((each) => !each.includes(',,') && !/^,|,$/.test(each));
    fc.assert(
      fc.property(fc.array(fc.record({ kind, value }), { maxLength: 4 }), (conditions) => {
        expect(conditionsOf(onlyOf(conditions))).toEqual(conditions);
      }),
    );
    expect(conditionsOf('nothing:x,model:a')).toEqual([{ kind: 'model', value: 'a' }]);
  });

  test('choosing twice takes a choice back', () => {
    const condition = { kind: 'agent', value: 'codex' } as const;
    expect(toggled([], condition)).toEqual([condition]);
    expect(toggled([condition], condition)).toEqual([]);
  });
});

describe('colours of models', () => {
  test('each model has its own as long as there are some, and stripes after that', () => {
    const models = Array.from({ length: 9 }, (_, at) => ({ agent: 'codex', model: `m${at}` }));
    const accents = new Accents(models);
    const classes = models.map(({ model, agent }) => accents.ofModel(model, agent).className);
    expect(classes).toEqual([...[0, 1, 2, 3, 4, 5, 6, 7].map((at) => `accent-${at}`), 'accent-0 striped']);
    expect(accents.of(null).className).toBe('accent-none');
  });

  test('a model that nothing told is a model of its own for each agent', () => {
    const accents = new Accents([]);
    expect(accents.ofModel(null, 'codex')).not.toEqual(accents.ofModel(null, 'cursor'));
  });
});

describe('texts and sums', () => {
  test('what cannot be seen, or turns text around, is shown', () => {
    expect(visibleText('a\u001b[31m\u202eb\u200b\tc\u0085')).toBe('a␛[31m<U+202E>b<U+200B>\tc<U+0085>');
  });

  test('files that have every word, best first', () => {
    const paths = ['src/app/view.ts', 'view.ts', 'test/view.test.ts', 'viewer/main.ts', 'a.ts'];
    expect(bestMatches(paths, 'VIEW ts', 3)).toEqual(['view.ts', 'src/app/view.ts', 'test/view.test.ts']);
    expect(bestMatches(paths, 'view.ts', 1)).toEqual(['view.ts']);
    expect(bestMatches(paths, 'absent', 3)).toEqual([]);
  });

  test('days without edits are bars of nothing, so that time is even', () => {
    const edits = { count: 1, added: 3, removed: 0 };
    const day = (text: string, model: string) => ({ day: text, agent: 'codex', model, edits });
    expect(periodsOf([day('2026-03-04', 'b'), day('2026-03-04', 'a'), day('2026-03-06', 'a')])).toEqual({
      unit: 'day',
      bars: [
        {
          start: '2026-03-04',
          total: 6,
          parts: [
            { agent: 'codex', model: 'a', added: 3 },
            { agent: 'codex', model: 'b', added: 3 },
          ],
        },
        { start: '2026-03-05', total: 0, parts: [] },
        { start: '2026-03-06', total: 3, parts: [{ agent: 'codex', model: 'a', added: 3 }] },
      ],
    });
  });

  test('many days are told by weeks from Monday, more of them by months', () => {
    const day = (text: string) => ({ day: text, agent: 'a', model: 'm', edits: { count: 1, added: 1, removed: 0 } });
    expect(periodsOf([day('2026-01-01'), day('2026-04-01')])).toMatchObject({ unit: 'week' });
    expect(periodsOf([day('2026-01-01'), day('2026-04-01')]).bars[0]?.start).toBe('2025-12-29');
    const months = periodsOf([day('2024-01-15'), day('2026-04-01')]);
    expect([months.unit, months.bars.length, months.bars[0]?.start]).toEqual(['month', 28, '2024-01-01']);
  });

  test('a question is named the same whatever order its parameters came in', () => {
    expect(keyOf('blame', { to: 3, file: 'src/a b.ts', from: null })).toBe('blame?file=src%2Fa%20b.ts&to=3');
    expect(keyOf('stats')).toBe('stats');
  });
});
