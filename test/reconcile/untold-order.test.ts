import { describe, expect, test } from '@jest/globals';
import { inPossibleOrder } from '../../src/reconcile/untold-order.js';

type Entry = Parameters<typeof inPossibleOrder>[0][number] & { readonly name: string };
type Target = { readonly path: string; readonly op: 'write' | 'edit' | 'move-from' | 'move-to' };

const UNDATED = Number.NEGATIVE_INFINITY;
const MOVED: readonly Target[] = [
  { path: 'f', op: 'move-from' },
  { path: 'g', op: 'move-to' },
];

function command(session: string, name: string, targets: readonly Target[], clock = UNDATED): Entry {
  const isUndated = clock === UNDATED;
  return { name, session, clock, isUndated, entry: { kind: 'command', event: { outcome: 'applied' }, targets } };
}

function change(session: string, name: string, path: string): Entry {
  const event = { op: 'modify', outcome: 'applied' } as const;
  return { name, session, clock: UNDATED, isUndated: true, entry: { kind: 'change', event, path, oldPath: null } };
}

function order(...entries: readonly Entry[]): string[] {
  return inPossibleOrder(
    entries,
    () => null,
    () => false,
  ).map(({ name }) => name);
}

describe('commands of sessions without times that edit files in place, which they cannot make', () => {
  test('what another session moves there: the session goes on behind that, with all that it did after', () => {
    const first = [command('a', 'sed g', [{ path: 'g', op: 'edit' }]), change('a', 'patch g', 'g')];
    expect(order(...first, command('b', 'mv f g', MOVED))).toEqual(['mv f g', 'sed g', 'patch g']);
  });

  test('what another session moves away: that goes on behind them', () => {
    const second = command('b', 'sed f', [{ path: 'f', op: 'edit' }]);
    expect(order(command('a', 'mv f g', MOVED), change('a', 'patch g', 'g'), second)).toEqual([
      'sed f',
      'mv f g',
      'patch g',
    ]);
  });

  test('what they moved or made themselves, and what has a time, stays where it is', () => {
    const made = [
      command('a', 'make g', [{ path: 'g', op: 'write' }]),
      command('a', 'sed g', [{ path: 'g', op: 'edit' }]),
    ];
    expect(order(...made, command('b', 'mv f g', MOVED))).toEqual(['make g', 'sed g', 'mv f g']);
    const dated = command('b', 'mv f g', MOVED, 1000);
    expect(order(command('a', 'sed g', [{ path: 'g', op: 'edit' }]), dated)).toEqual(['sed g', 'mv f g']);
  });

  test('several files, of which two others move one each there', () => {
    const both = command('a', 'sed g h', [
      { path: 'g', op: 'edit' },
      { path: 'h', op: 'edit' },
    ]);
    const other = command('c', 'mv e h', [
      { path: 'e', op: 'move-from' },
      { path: 'h', op: 'move-to' },
    ]);
    expect(order(both, command('b', 'mv f g', MOVED), other)).toEqual(['mv f g', 'mv e h', 'sed g h']);
  });
});
