import { acpFinder } from './acp/finder.js';
import type { AgentAdapter, TraceFinder } from './agent-adapter.js';
import { claudeCodeAdapter } from './claude-code/adapter.js';
import { claudeCodeFinder } from './claude-code/finder.js';
import { codexAdapter } from './codex/adapter.js';
import { copilotCliFinder } from './copilot-cli/finder.js';
import { copilotVscodeFinder } from './copilot-vscode/finder.js';
import { cursorFinder } from './cursor/finder.js';
import { geminiCliFinder } from './gemini-cli/finder.js';
import { openCodeFinder } from './opencode/finder.js';
import {
  acpAdapter,
  copilotCliAdapter,
  copilotVscodeAdapter,
  cursorAdapter,
  geminiCliAdapter,
  openCodeAdapter,
} from './other-agents.js';

/** An adapter for each agent whose traces are read, in the order in which they are looked at. */
export function adapters(): AgentAdapter[] {
  return [
    codexAdapter(),
    whenRead(claudeCodeFinder(), claudeCodeAdapter),
    whenRead(geminiCliFinder(), geminiCliAdapter),
    whenRead(openCodeFinder(), openCodeAdapter),
    whenRead(copilotCliFinder(), copilotCliAdapter),
    whenRead(copilotVscodeFinder(), copilotVscodeAdapter),
    whenRead(acpFinder(), acpAdapter),
    whenRead(cursorFinder(), cursorAdapter),
  ];
}

/**
 * An adapter that is made when more is asked of it than to find traces: the program loads what reads them then (`scripts/build.mjs`), and
 * most people have traces of one agent or two.
 */
function whenRead(finder: TraceFinder, make: () => AgentAdapter): AgentAdapter {
  let made: AgentAdapter | null = null;
  return new Proxy(finder as AgentAdapter, {
    get(_, name) {
      if (name in finder) return Reflect.get(finder, name);
      made ??= make();
      return Reflect.get(made, name);
    },
  });
}
