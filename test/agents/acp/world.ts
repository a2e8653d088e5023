import { acpAdapter } from '../../../src/agents/acp/adapter.js';
import { AgentHome, CWD, START } from '../agent-home.js';
import { AcpScribe, type AcpSession } from './scribe.js';

/** A folder of captures. */
export class AcpHome extends AgentHome<AcpScribe> {
  constructor() {
    super(new AcpScribe(), acpAdapter());
  }

  session(model = 'demo-large'): AcpSession {
    return this.scribe.session({ id: `${this.nextNumber()}-session`, cwd: CWD, model, at: START });
  }

  /** One session with a turn under way. */
  started(): AcpSession {
    const session = this.session();
    session.says('go', START + 1000);
    return session;
  }
}
