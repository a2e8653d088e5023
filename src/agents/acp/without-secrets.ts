import { type JsonObject, objectOf } from '../json-values.js';

/** Parameters that hold keys and passwords: environments of commands, and servers with theirs (formats/acp.md, 1.1). */
const SECRET = ['env', 'mcpServers'];

/**
 * A line of a capture as it may be kept; null: not at all.
 * @param line parsed.
 * @param text the same as it stands in the capture: kept as it is where nothing is to be left out.
 * @param message within it.
 */
export function withoutSecrets(line: JsonObject | null, text: string, message: JsonObject): string | null {
  if (line === null || message.method === 'authenticate') return null;
  const params = objectOf(message.params);
  if (params === null || !SECRET.some((key) => key in params)) return text.trimEnd();
  const kept = Object.fromEntries(Object.entries(params).filter(([key]) => !SECRET.includes(key)));
  const changed = { ...message, params: kept };
  return JSON.stringify('msg' in line ? { ...line, msg: changed } : changed);
}
