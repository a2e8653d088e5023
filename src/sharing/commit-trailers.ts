/** A line of a commit's message that names an agent, or tells that one took part (formats/interop.md, 3). */
export interface AgentTrailer {
  /** Of the message, from 1. */
  readonly line: number;
  /** As it is written: `Co-authored-by: Claude <noreply@anthropic.com>`. */
  readonly text: string;
  /** null: some agent, the trailer does not tell which. */
  readonly agent: string | null;
}

/** Addresses by which agents sign commits. Names alone prove nothing: people bear them, too. */
const ADDRESSES: readonly (readonly [RegExp, agent: string])[] = [
  [/@anthropic\.com$/, 'claude-code'],
  [/@openai\.com$/, 'codex'],
  [/^(\d+\+)?copilot@users\.noreply\.github\.com$/, 'copilot'],
  [/^cursoragent@cursor\.com$/, 'cursor'],
  [/^(\d+\+)?gemini-(cli|code-assist)(\[bot\])?@(users\.noreply\.github|google)\.com$/, 'gemini-cli'],
  [/@opencode\.ai$/, 'opencode'],
];

/** What the last paragraph of a message tells of agents. */
export function agentTrailers(message: string): AgentTrailer[] {
  const lines = message.trimEnd().split('\n');
  const begin = lines.findLastIndex((line) => line.trim() === '') + 1;
  // The subject of a commit is none of its trailers.
  if (begin === 0) return [];
  return lines.slice(begin).flatMap((raw, n): AgentTrailer[] => {
    const text = raw.trim();
    const at = { line: begin + n + 1, text };
    if (/^Entire-Checkpoint: [0-9a-f]{12}$/i.test(text)) return [{ ...at, agent: null }];
    const [, address] = /^Co-authored-by: [^<]*<([^<>\s]+)>$/i.exec(text) ?? [];
    const [, agent] = ADDRESSES.find(([form]) => form.test((address ?? '').toLowerCase())) ?? [];
    return agent === undefined ? [] : [{ ...at, agent }];
  });
}
