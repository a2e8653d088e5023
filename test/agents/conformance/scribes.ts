import { AcpScribe } from '../acp/scribe.js';
import { claudeCodeScribe } from '../claude-code/scribe.js';
import { codexScribe } from '../codex/scribe.js';
import { copilotCliScribe } from '../copilot-cli/scribe.js';
import { copilotVscodeScribe } from '../copilot-vscode/scribe.js';
import { CursorScribe } from '../cursor/scribe.js';
import { GeminiScribe } from '../gemini-cli/scribe.js';
import { OpenCodeScribe } from '../opencode/scribe.js';
import type { Scribe } from '../scribe.js';

/** One for each agent that keeps the rules of the suite: a new adapter adds its own. */
export const SCRIBES: readonly (readonly [name: string, make: () => Scribe])[] = [
  ['codex', codexScribe],
  ['claude-code', claudeCodeScribe],
  ['gemini-cli', () => new GeminiScribe()],
  ['opencode', () => new OpenCodeScribe('database')],
  ['opencode, files of JSON', () => new OpenCodeScribe('files')],
  ['opencode, tables of 2', () => new OpenCodeScribe('newer')],
  ['acp', () => new AcpScribe()],
  ['copilot-cli', copilotCliScribe],
  ['copilot-vscode', copilotVscodeScribe],
  ['cursor', () => new CursorScribe()],
];
