/** Of agents that fewer people have: a file of its own in the built program (`scripts/build.mjs`). */
export { acpAdapter } from './acp/adapter.js';
export { copilotCliAdapter } from './copilot-cli/adapter.js';
export { copilotVscodeAdapter } from './copilot-vscode/adapter.js';
export { cursorAdapter } from './cursor/adapter.js';
export { geminiCliAdapter } from './gemini-cli/adapter.js';
export { openCodeAdapter } from './opencode/adapter.js';
