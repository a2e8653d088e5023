import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Json = Record<string, unknown>;

/** `opencode export` gives one document: its parts are those of the JSON store, laid out in files below `home`. */
export function layOutExport(text: string, home: string): void {
  const { info, messages } = JSON.parse(text) as { info: Json; messages: { info: Json; parts: Json[] }[] };
  const put = (path: string, value: Json): void => {
    const file = join(home, 'storage', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
  };
  put(`session/${info.projectID}/${info.id}.json`, info);
  let made = 0;
  // Some ids were taken out of the corpus: they rise with time, which is still there.
  const idOf = (id: unknown, prefix: string, at: unknown): string => {
    if (String(id).startsWith(prefix)) return String(id);
    const number = (BigInt(Number(at)) * 4096n) & 0xffffffffffffn;
    return `${prefix}_${number.toString(16).padStart(12, '0')}x${made++}`;
  };
  for (const message of messages) {
    const created = (message.info.time as { created: number }).created;
    const id = idOf(message.info.id, 'msg', created);
    put(`message/${info.id}/${id}.json`, { ...message.info, id });
    for (const part of message.parts) {
      const time = (part.state as { time?: { start: number } } | undefined)?.time?.start ?? created;
      const own = idOf(part.id, 'prt', time);
      put(`part/${id}/${own}.json`, { ...part, id: own });
    }
  }
}
