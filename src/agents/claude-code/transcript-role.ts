/** Whose transcript a file is, by its place (formats/claude-code.md, 1). */
type TranscriptRole =
  /** `id`: the file's name, which is the session's id. */
  | { readonly kind: 'main'; readonly id: string }
  /** `main`: path of the transcript of the session that it belongs to; null where only its records tell. */
  | { readonly kind: 'sub-agent'; readonly id: string; readonly main: string | null };

/** @param path relative to the home. @returns null for files that are no transcripts. */
export function roleOf(path: string): TranscriptRole | null {
  const nested = /^(.*\/[^/]+)\/subagents\/(?:.+\/)?agent-([^/]+)\.jsonl$/.exec(path);
  if (nested !== null) return { kind: 'sub-agent', id: nested[2] as string, main: `${nested[1]}.jsonl` };
  const flat = /^(?:projects\/[^/]+\/)?(?:[^/]+\/)*?([^/]+)\.jsonl$/.exec(path);
  const name = flat?.[1];
  if (name === undefined || /^projects\/[^/]+\/[^/]+\//.test(path)) return null;
  return name.startsWith('agent-')
    ? { kind: 'sub-agent', id: name.slice('agent-'.length), main: null }
    : { kind: 'main', id: name };
}
