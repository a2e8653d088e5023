import { acpAdapter } from './acp/adapter.js';
import type { AgentAdapter } from './agent-adapter.js';
import { claudeCodeAdapter } from './claude-code/adapter.js';
import { codexAdapter } from './codex/adapter.js';
import { copilotCliAdapter } from './copilot-cli/adapter.js';
import { copilotVscodeAdapter } from './copilot-vscode/adapter.js';
import { cursorAdapter } from './cursor/adapter.js';
import { geminiCliAdapter } from './gemini-cli/adapter.js';
import { openCodeAdapter } from './opencode/adapter.js';

/** An adapter for each agent whose traces are read, in the order in which they are looked at. */
export function adapters(): AgentAdapter[] {
  return [
    codexAdapter(),
    claudeCodeAdapter(),
    geminiCliAdapter(),
    openCodeAdapter(),
    copilotCliAdapter(),
    copilotVscodeAdapter(),
    acpAdapter(),
    cursorAdapter(),
  ];
}
