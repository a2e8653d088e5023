import { acpFinder } from './acp/finder.js';
import type { TraceFinder } from './agent-adapter.js';
import { claudeCodeFinder } from './claude-code/finder.js';
import { codexFinder } from './codex/finder.js';
import { copilotCliFinder } from './copilot-cli/finder.js';
import { copilotVscodeFinder } from './copilot-vscode/finder.js';
import { cursorFinder } from './cursor/finder.js';
import { geminiCliFinder } from './gemini-cli/finder.js';
import { openCodeFinder } from './opencode/finder.js';

/** What finds the traces of each agent, in the order in which they are looked at. Loads nothing that reads them. */
export function finders(): TraceFinder[] {
  return [
    codexFinder(),
    claudeCodeFinder(),
    geminiCliFinder(),
    openCodeFinder(),
    copilotCliFinder(),
    copilotVscodeFinder(),
    acpFinder(),
    cursorFinder(),
  ];
}
