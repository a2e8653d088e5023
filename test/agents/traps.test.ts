import { afterEach, describe, expect, test } from '@jest/globals';
import { claudeCodeScribe } from './claude-code/scribe.js';
import type { Transcript } from './claude-code/transcript.js';
import { type Told, ToldWorld } from './conformance/told-world.js';
import { copilotCliScribe, type EventLog } from './copilot-cli/scribe.js';
import { GeminiScribe, type GeminiSession } from './gemini-cli/scribe.js';
import type { Scribe } from './scribe.js';

let world: ToldWorld;
afterEach(() => world.remove());

/** An edit of one text into another that its record does not place: done, as the agent tells it. */
type Asks = (by: Told, path: string, old: string, text: string, at: number) => void;

const claude: Asks = (by, path, old, text, at) => {
  const scribe = by.scribe as Transcript;
  const call = scribe.asks('Edit', { file_path: path, old_string: old, new_string: text }, at);
  const result = { filePath: path, oldString: old, newString: text, originalFile: null, structuredPatch: [] };
  scribe.answers(call, { ...result, userModified: false, replaceAll: false }, at);
};

const subAgent: Asks = (by, path, old, text, at) => {
  const scribe = by.scribe as Transcript;
  scribe.answers(scribe.asks('Edit', { file_path: path, old_string: old, new_string: text }, at), undefined, at);
};

const copilot: Asks = (by, path, old, text, at) => {
  const result = { success: true, result: { content: `File ${path} updated with changes.` } };
  (by.scribe as EventLog).call(at, 'edit', { path, old_str: old, new_str: text }, result);
};

const gemini: Asks = (by, path, old, text, at) => {
  const args = { file_path: path, instruction: 'x', old_string: old, new_string: text };
  const call = { id: `r${at}`, name: 'replace', status: 'success', args, result: null, resultDisplay: 'Done' };
  (by.scribe as GeminiSession).calls([call], at);
};

const AGENTS: readonly (readonly [string, () => Scribe, Asks])[] = [
  ['Claude Code', claudeCodeScribe, claude],
  ['a sub-agent of Claude Code', claudeCodeScribe, subAgent],
  ['Copilot CLI', copilotCliScribe, copilot],
  ['Gemini CLI before 0.25', () => new GeminiScribe(), gemini],
];

describe.each(AGENTS)('%s: an edit whose record tells a text, and not where it stood', (name, make, asks) => {
  const opened = (): Told => {
    world = new ToldWorld(make());
    world.commit({ f: 'same\nmiddle\nsame\n', g: 'one\ntwo\n' });
    const parent = world.session().says('Begin');
    return name.includes('sub-agent') ? world.session({ parent }).says('Do it') : parent;
  };
  const who = (file: string): string[] => world.who(file).map((line) => line.replace(/ s\d#1 model-one/, ' agent'));

  test('claude-code reader 5, reconciler 6: where it stood at two places the one that changed is a fragment, and the other one stays whose it was', () => {
    const by = opened();
    asks(by, world.path('f'), 'same', 'other', world.tick());
    world.write('f', 'same\nmiddle\nother\n');
    expect(who('f')).toEqual(['same ← commit', 'middle ← commit', 'other ← agent fragment']);
  });

  test('where both changed, one of them by a person, neither is told as the agent’s', () => {
    const by = opened();
    asks(by, world.path('f'), 'same', 'other', world.tick());
    world.write('f', 'other\nmiddle\nother\n');
    expect(who('f')).toEqual(['other ← untraced', 'middle ← commit', 'other ← untraced']);
  });

  test('where it stood nowhere, what it put in is a fragment at best', () => {
    const by = opened();
    asks(by, world.path('g'), 'gone', 'put in', world.tick());
    world.write('g', 'one\nput in\ntwo\n');
    expect(who('g')).toEqual(['one ← commit', 'put in ← agent fragment', 'two ← commit']);
  });

  test('what a person wrote of the same text before stays the person’s', () => {
    const by = opened();
    world.write('g', 'added\none\ntwo\n');
    asks(by, world.path('g'), 'two', 'two\nadded', world.tick());
    world.write('g', 'added\none\ntwo\nadded\n');
    expect(who('g')).toEqual(['added ← untraced', 'one ← commit', 'two ← commit', 'added ← agent exact']);
  });
});

test.each(AGENTS)('%s: a write of what the file holds already makes no line its own for certain', (_name, make) => {
  world = new ToldWorld(make());
  world.commit({ f: 'one\ntwo\n' });
  const by = world.session().says('Write it');
  world.write('f', 'one\nby a person\ntwo\n');
  by.change('f', 'one\nby a person\ntwo\n', 'content');
  const [first, second, third] = world.who('f');
  expect([first, third]).toEqual(['one ← commit', 'two ← commit']);
  expect(second).toMatch(/^by a person ← (?:untraced|preexisting)$/);
});
