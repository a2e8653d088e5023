/** One entry of a timeline, without its id. */
interface Entry {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Writes a session as Copilot CLI kept it before 0.0.342: one document, its timeline beside the messages of the model's service. */
export class HistoryDocument {
  readonly id: string;
  readonly #start: number;
  readonly timeline: unknown[] = [];
  #calls = 0;

  constructor(id: string, start: number) {
    this.id = id;
    this.#start = start;
  }

  get path(): string {
    return `history-session-state/session_${this.id}_${this.#start}.json`;
  }

  entry(at: number, entry: Entry): void {
    const id = `${this.id}-${this.timeline.length}`;
    this.timeline.push({ ...entry, id, timestamp: new Date(at).toISOString() });
  }

  says(text: string, at: number): void {
    this.entry(at, { type: 'user', text, expandedText: text, mentions: [], imageAttachments: [] });
  }

  answers(text: string, at: number): void {
    this.entry(at, { type: 'copilot', text });
  }

  /** @param result null: none. */
  call(at: number, name: string, args: object, result: object | null): void {
    const callId = `toolu_${this.id}_${++this.#calls}`;
    const common = { callId, name, toolTitle: name, intentionSummary: 'Do it', arguments: args };
    this.entry(at, { type: 'tool_call_requested', ...common });
    if (result !== null) this.entry(at + 200, { type: 'tool_call_completed', ...common, result });
  }

  text(): string {
    const startTime = new Date(this.#start).toISOString();
    const chatMessages = [{ role: 'user', content: 'As it was sent' }];
    return JSON.stringify({ sessionId: this.id, startTime, chatMessages, timeline: this.timeline }, null, 2);
  }
}
