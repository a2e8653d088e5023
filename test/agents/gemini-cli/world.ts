import { geminiCliAdapter } from '../../../src/agents/gemini-cli/adapter.js';
import { AgentHome, CWD, START } from '../agent-home.js';
import { GeminiScribe, type GeminiSession } from './scribe.js';

/** A home of Gemini CLI. */
export class GeminiHome extends AgentHome<GeminiScribe> {
  constructor() {
    super(new GeminiScribe(), geminiCliAdapter());
  }

  session(more: { cwd?: string; model?: string; parent?: string; at?: number } = {}): GeminiSession {
    const id = `${this.nextNumber()}-0000-4000-8000-000000000000`;
    const { cwd = CWD, model = 'gemini-3-pro', at = START, parent } = more;
    return this.scribe.session({ id, cwd, model, at, ...(parent === undefined ? {} : { parent }) });
  }
}
