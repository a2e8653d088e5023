import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copilotVscodeAdapter } from '../../../src/agents/copilot-vscode/adapter.js';
import { isSameStamp, stampOf } from '../../../src/store/file-stamp.js';
import { TempDir } from '../../support/temp-dir.js';
import { chatSession, read, sourceOf, sourcesIn } from './session-lab.js';

let dir: TempDir;
beforeEach(() => {
  dir = new TempDir();
});
afterEach(() => dir.remove());

describe('user folders', () => {
  const homes = (platform: string, variables: Record<string, string> = {}, given: string[] = []) =>
    copilotVscodeAdapter().homes({ home: '/home/ada', variables, platform }, { homes: given });
  const products = (folder: string): string[] =>
    ['Code', 'Code - Insiders', 'VSCodium'].map((product) => join(folder, product, 'User'));

  test('of each product, by the platform; what the person names wins', () => {
    expect(homes('linux')).toEqual(products('/home/ada/.config'));
    expect(homes('linux', { XDG_CONFIG_HOME: '/config' })).toEqual(products('/config'));
    expect(homes('darwin', { XDG_CONFIG_HOME: '/config' })).toEqual(products('/home/ada/Library/Application Support'));
    expect(homes('win32', { APPDATA: '/roaming' })).toEqual(products('/roaming'));
    expect(homes('linux', {}, ['/u', '/u'])).toEqual(['/u']);
  });
});

describe('each session once', () => {
  const found = (): string[] =>
    sourcesIn(dir).map(({ path, kind, companions }) => `${path} ${kind} ${companions?.join(' ') ?? ''}`.trim());

  test('its editing session, with the chat and the workspace beside; else the chat', () => {
    dir.write('workspaceStorage/w1/workspace.json', '{}');
    dir.write('workspaceStorage/w1/chatSessions/a.json', 'x');
    dir.write('workspaceStorage/w1/chatSessions/a.jsonl', 'x');
    dir.write('workspaceStorage/w1/chatEditingSessions/a/state.json', 'x');
    dir.write('workspaceStorage/w1/chatEditingSessions/a/contents/0123456', 'x');
    dir.write('workspaceStorage/w1/chatEditingSessions/b/state.json', 'x');
    dir.write('workspaceStorage/w1/some.extension/c/state.json', 'x');
    dir.write('workspaceStorage/w2/chatSessions/d.json', 'x');
    dir.write('globalStorage/emptyWindowChatSessions/e.jsonl', 'x');
    expect(found()).toEqual([
      'globalStorage/emptyWindowChatSessions/e.jsonl jsonl',
      'workspaceStorage/w1/chatEditingSessions/a/state.json json workspaceStorage/w1/chatSessions/a.jsonl workspaceStorage/w1/workspace.json',
      'workspaceStorage/w1/chatEditingSessions/b/state.json json workspaceStorage/w1/workspace.json',
      'workspaceStorage/w2/chatSessions/d.json json',
    ]);
  });

  test('sessions of other products, which have stores of their own, are passed by', () => {
    dir.write(`workspaceStorage/w1/chatEditingSessions/${'a'.repeat(40)}/state.json`, 'x');
    expect(found()).toEqual([]);
  });

  test('of copies in several workspaces the one that was written last counts', () => {
    dir.write('workspaceStorage/w1/chatSessions/a.jsonl', 'x');
    utimesSync(join(dir.path, 'workspaceStorage/w1/chatSessions/a.jsonl'), 1, 1);
    dir.write('workspaceStorage/w2/chatSessions/a.jsonl', 'x');
    expect(found()).toEqual(['workspaceStorage/w2/chatSessions/a.jsonl jsonl']);
  });
});

test('the stamp changes when either of the files changes, and is the one that the store takes', () => {
  const session = chatSession();
  const look = () => {
    const source = sourceOf(dir, session);
    const stamp = copilotVscodeAdapter().discover([dir.path]).stamps.entries().next().value?.[1];
    expect(stamp).toEqual(stampOf(source));
    expect(stamp?.size).toBe(source.size);
    return stamp ?? null;
  };
  const first = look();
  session.says('More', 1);
  const second = look();
  expect(first !== null && second !== null && isSameStamp(first, second)).toBe(false);
});

test('the folder of the window; chats without one are tied to what they changed', () => {
  const session = chatSession();
  session.changes({ path: '/w/demo/src/a.py', before: null, after: 'x\n', at: 0 });
  const source = sourceOf(dir, session);
  expect(copilotVscodeAdapter().probe(source)).toMatchObject({
    cwds: ['/w/demo'],
    session: { id: 's1', cwd: '/w/demo' },
  });
  const workspace = source.companions?.find((path) => path.endsWith('workspace.json')) ?? '';
  dir.write(workspace, '{"workspace":"file:///w/all.code-workspace"}');
  expect(copilotVscodeAdapter().probe(source)).toMatchObject({ cwds: ['/w/demo/src'], session: { cwd: null } });
  dir.write(workspace, '{"folder":"file:///w/a%20b"}');
  expect(copilotVscodeAdapter().probe(source).cwds).toEqual(['/w/a b']);
  dir.write(workspace, '{"folder":"vscode-remote://ssh-remote%2Bhost/w/demo"}');
  expect(copilotVscodeAdapter().probe(source).cwds).toEqual(['/w/demo/src']);
});

test('session, times, model and title of a list', () => {
  const session = chatSession();
  session.says('Then that', Date.UTC(2026, 4, 12, 9));
  const { summary, probe } = copilotVscodeAdapter().scan(sourceOf(dir, session), null);
  expect(summary).toMatchObject({
    title: 'Do it',
    turns: 2,
    model: 'gpt-demo',
    lastTurn: 'completed',
    source: 'vscode',
  });
  expect(probe).toMatchObject({
    session: { startedAt: '2026-05-12T08:00:00.000Z', agentVersion: '0.42.0' },
    firstTime: '2026-05-12T08:00:01.000Z',
    lastTime: '2026-05-12T09:00:00.000Z',
  });
  expect(read(dir, session).turns.map(({ id, prompt }) => [id, prompt])).toEqual([
    ['request_s1_1', 'Do it'],
    ['request_s1_2', 'Then that'],
  ]);
});
