import { type JsonObject, numberOf, objectOf, objectsOf, parsedObject, textOf } from '../json-values.js';
import { fromFileUri } from '../paths.js';
import { isoTime } from '../times.js';

/** One message of a conversation, in its order. */
export interface Bubble {
  readonly id: string;
  /** null: of neither. */
  readonly by: 'person' | 'model' | null;
  readonly text: string;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  readonly model: string | null;
  /** What the model told of its thoughts; empty where it did not. */
  readonly thought: string;
  readonly tool: JsonObject | null;
  /** Characters of its value, -1 where it is gone. */
  readonly length: number;
}

interface Header {
  readonly id: string;
  readonly type: number | null;
  readonly createdAt: unknown;
  /** The message itself, where the conversation holds it (old releases). */
  readonly inline: JsonObject | null;
}

/** Messages in their order: the list of them, or (old) themselves. */
export function headersOf(data: JsonObject): Header[] {
  const inline = objectsOf(data.conversation);
  const headers = objectsOf(data.fullConversationHeadersOnly);
  return (headers.length > 0 ? headers : inline).flatMap((header) => {
    const id = textOf(header.bubbleId);
    if (id === null) return [];
    const whole = headers.length > 0 ? (inline.find(({ bubbleId }) => bubbleId === id) ?? null) : header;
    return [{ id, type: numberOf(header.type), createdAt: header.createdAt, inline: whole }];
  });
}

/** @param rows the values of messages by id; null: too large. */
export function bubblesIn(data: JsonObject, rows: ReadonlyMap<string, string | null>): Bubble[] {
  return headersOf(data).map((header) => bubbleOf(header, rows.get(header.id) ?? null));
}

const SIDES = { 1: 'person', 2: 'model' } as const;

/** @param text the message's value; null where it is gone. */
export function bubbleOf({ id, type, createdAt, inline }: Header, text: string | null): Bubble {
  const bubble = text === null ? inline : parsedObject(text);
  const timing = objectOf(bubble?.timingInfo);
  return {
    id,
    by: SIDES[(numberOf(bubble?.type) ?? type) as keyof typeof SIDES] ?? null,
    text: textOf(bubble?.text) ?? '',
    time: timeOf(createdAt) ?? timeOf(timing?.clientStartTime) ?? timeOf(bubble?.createdAt),
    model: modelOf(objectOf(bubble?.modelInfo)?.modelName),
    thought: textOf(bubble?.thinking) ?? textOf(objectOf(bubble?.thinking)?.text) ?? '',
    tool: objectOf(bubble?.toolFormerData),
    length: bubble === null ? -1 : (text?.length ?? 0),
  };
}

/** Of a text, or of milliseconds since 1970. */
export function timeOf(value: unknown): string | null {
  const milliseconds = numberOf(value);
  if (milliseconds === null) return isoTime(value);
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) || milliseconds <= 0 ? null : time.toISOString();
}

/** `default` and `auto` are no models (formats/cursor.md, A.4). */
export function modelOf(value: unknown): string | null {
  const name = textOf(value);
  return name === null || name === 'default' || name === 'auto' ? null : name;
}

/** The folder that the conversation's window had open (3.12); null where it is not told. */
export function openFolderOf(data: JsonObject): string | null {
  const uri = objectOf(objectOf(data.workspaceIdentifier)?.uri);
  const path = textOf(uri?.fsPath) ?? textOf(uri?.path);
  return path === null || (uri?.scheme !== undefined && uri.scheme !== 'file') ? null : fromFileUri(path);
}
