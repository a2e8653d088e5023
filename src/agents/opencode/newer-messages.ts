import type { SqlDatabase } from '../../sql/database.js';
import { type JsonObject, numberOf, objectOf, objectsOf, parsedObject, textOf } from '../json-values.js';
import { LARGEST, type StoredMessage, type StoredRecord } from './record.js';

/**
 * The messages of a session in the tables of OpenCode 2 (`session_message`), in the form of the releases before: what stands in the
 * content of one message becomes its parts (formats/opencode.md, 2.3).
 *
 * @param directory where the session is now; where it was before is told by the messages of its moves.
 * @throws SqlError.
 */
export function newerMessages(database: SqlDatabase, session: string, directory: string | null): StoredMessage[] {
  const rows = database
    .prepare(
      `SELECT id, type, time_created, time_updated, CASE WHEN LENGTH(data) > ${LARGEST} THEN NULL ELSE data END
       FROM session_message WHERE session_id = ? ORDER BY seq`,
    )
    .all([session])
    .map(([id, type, created, updated, text]) => ({
      id: String(id),
      type: String(type),
      created: numberOf(created),
      updated: numberOf(updated),
      data: typeof text === 'string' ? parsedObject(text) : null,
      length: typeof text === 'string' ? text.length : -1,
    }));
  const moves = rows.filter(({ type }) => type === 'location-switched');
  let cwd = directoryIn(objectOf(moves[0]?.data?.previous)) ?? directory;
  return rows.flatMap((row): StoredMessage[] => {
    const { type, data, ...record } = row;
    if (data === null) return [{ ...record, data, parts: [] }];
    switch (type) {
      case 'location-switched':
        cwd = directoryIn(data) ?? cwd;
        return [];
      case 'user':
        return [
          { ...record, data: { role: 'user', time: data.time ?? null }, parts: [partOf(row, 0, textPart(data))] },
        ];
      case 'assistant': {
        const parts = assistantParts(data).map((part, n) => partOf(row, n, part));
        return [{ ...record, data: assistantData(data, cwd), parts }];
      }
      default:
        // What the person ran (`shell`), and notes of the program itself, are none of the agent's.
        return KNOWN.has(type) ? [] : [{ ...record, data: { role: type }, parts: [] }];
    }
  });
}

const KNOWN: ReadonlySet<string> = new Set(
  'synthetic system shell skill compaction agent-switched model-switched idle'.split(' '),
);

function directoryIn(record: JsonObject | null | undefined): string | null {
  return textOf(objectOf(record?.location)?.directory);
}

/** A part has no id of its own: it is found again by its place among the records of the session. */
function partOf(row: Pick<StoredRecord, 'id' | 'created' | 'updated'>, n: number, data: JsonObject): StoredRecord {
  const time = objectOf(data.time);
  const created = numberOf(time?.created) ?? row.created;
  return { id: `${row.id}/${n}`, data, length: JSON.stringify(data).length, created, updated: row.updated };
}

function textPart({ text }: JsonObject): JsonObject {
  return { type: 'text', text: textOf(text) ?? '' };
}

function assistantData(data: JsonObject, cwd: string | null): JsonObject {
  const model = objectOf(data.model);
  const error = objectOf(data.error);
  return {
    role: 'assistant',
    modelID: model?.id ?? null,
    providerID: model?.providerID ?? null,
    path: { cwd },
    time: data.time ?? null,
    tokens: data.tokens ?? null,
    finish: data.finish ?? null,
    error: error === null ? null : { name: isAbort(error) ? 'MessageAbortedError' : (textOf(error.type) ?? 'Error') },
  };
}

function isAbort({ type, message }: JsonObject): boolean {
  return /abort|interrupt/i.test(`${textOf(type)} ${textOf(message)}`);
}

function assistantParts(data: JsonObject): JsonObject[] {
  const snapshot = objectOf(data.snapshot);
  const [start, end] = [textOf(snapshot?.start), textOf(snapshot?.end)];
  const time = objectOf(data.time);
  const files = Array.isArray(snapshot?.files) ? snapshot.files : [];
  return [
    { type: 'step-start', snapshot: start, time: { created: time?.created ?? null } },
    ...objectsOf(data.content).map((item) => (item.type === 'tool' ? toolPart(item) : item)),
    { type: 'step-finish', snapshot: end, time: { created: time?.completed ?? null } },
    ...(start !== null && files.length > 0 ? [{ type: 'patch', hash: start, files }] : []),
  ];
}

/** The shapes of a call have changed from one beta to the next: all of them are taken. */
function toolPart(item: JsonObject): JsonObject {
  const state = objectOf(item.state) ?? {};
  const time = objectOf(item.time);
  const error = objectOf(state.error);
  const output = objectsOf(state.content).flatMap(({ type, text }) => (type === 'text' ? (textOf(text) ?? []) : []));
  const text = output.join('\n');
  const start = numberOf(time?.ran) ?? numberOf(time?.created);
  const completed = numberOf(time?.completed);
  return {
    type: 'tool',
    callID: textOf(item.callID) ?? textOf(item.id),
    tool: item.name ?? null,
    time: { created: start },
    state: {
      status: state.status ?? null,
      input: objectOf(state.input) ?? {},
      metadata: { ...existence(text), ...(objectOf(state.structured) ?? {}), ...(objectOf(state.metadata) ?? {}) },
      output: text,
      error: error === null ? null : `${textOf(error.type) ?? ''}: ${textOf(error.message) ?? ''}`,
      time: { ...(start === null ? {} : { start }), ...(completed === null ? {} : { end: completed }) },
    },
  };
}

/** Whether a file that was written whole had been there is told to the model alone. */
function existence(output: string): JsonObject {
  const told = /^(Created|Wrote) file successfully: /.exec(output)?.[1];
  return told === undefined ? {} : { exists: told === 'Wrote' };
}
