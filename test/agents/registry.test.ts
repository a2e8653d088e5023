import { expect, test } from '@jest/globals';
import { finders } from '../../src/agents/finders.js';
import { adapters } from '../../src/agents/registry.js';

const ORDER = ['codex', 'claude-code', 'gemini-cli', 'opencode', 'copilot-cli', 'copilot-vscode', 'acp', 'cursor'];

test('copilot reader 1: each agent once, in the order in which they are looked at; its finder and its adapter agree', () => {
  const ids = adapters().map(({ id }) => id);
  expect(ids).toEqual(ORDER.filter((id) => ids.includes(id)));
  expect(finders().map(({ id, option }) => [id, option])).toEqual(adapters().map(({ id, option }) => [id, option]));
});
