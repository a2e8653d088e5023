import { expect, test } from '@jest/globals';
import { PathPlan } from '../../src/reconcile/path-plan.js';

test('tells the name before and after each entry, with renames that came with an entry and between two', () => {
  const plan = new PathPlan('c', () => undefined);
  plan.goBack('b', 4, 'before');
  plan.goBack('a', 2, 'after');
  const entries = [0, 1, 2, 3, 4, 5];
  expect(entries.map((i) => plan.before(i) + plan.after(i)).join(' ')).toBe('aa aa ab bb cc cc');
  expect([plan.last, plan.names, plan.renames]).toEqual(['c', ['a', 'b', 'c'], [2, 4]]);
  expect(plan.namesBetween(2, 3)).toEqual(['a', 'b']);
  expect(plan.namesBetween(3, 3)).toEqual(['b']);
  expect(plan.namesBetween(3, 2)).toEqual([]);
  expect(plan.stretches(0, 5)).toEqual([
    { name: 'a', from: 0, to: 2 },
    { name: 'b', from: 2, to: 3 },
    { name: 'c', from: 4, to: 5 },
  ]);
});
