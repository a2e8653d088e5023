import { detached, type JsonObject, objectOf, objectsOf, textOf } from '../json-values.js';

/** Behind these words stands what the program adds to what the person wrote. */
const NOT_OF_THE_PERSON = /^\s*<(?:session_context|hook_context|state_snapshot)>/;

/** Names of models that stand for whichever is chosen. */
const NO_MODEL = /^(?:auto(?:$|-)|default$)/;

export function callsOf(message: JsonObject | undefined): JsonObject[] {
  return objectsOf(message?.toolCalls);
}

/** What the person wrote, or null where the message is not a person's: answers of tools, and notes of the program. */
export function personText(message: JsonObject): string | null {
  if (message.type !== 'user') return null;
  const text = plainText(message.content);
  if (text.trim() === '' || NOT_OF_THE_PERSON.test(text)) return null;
  const shown = plainText(message.displayContent);
  return detached(shown.trim() === '' ? text : shown);
}

/** The text of a message: text itself, or parts, among which are thoughts and calls. */
export function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? content : [content];
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const { text, thought } = objectOf(part) ?? {};
      return typeof text === 'string' && thought !== true ? text : '';
    })
    .join('');
}

/** A text without what the program puts before what the person wrote. */
export function withoutContext(text: string): string {
  return text.replace(/^\s*<session_context>.*?<\/session_context>/s, '');
}

export function modelOf({ model }: JsonObject): string | null {
  const name = textOf(model);
  return name === null || NO_MODEL.test(name) ? null : detached(name);
}

/** What the model told of its thoughts, in order. `timestamp` as recorded. */
export function thoughtsOf({ thoughts }: JsonObject): { readonly text: string; readonly timestamp: unknown }[] {
  return objectsOf(thoughts).flatMap(({ subject, description, timestamp }) => {
    const text = [subject, description].flatMap((part) => textOf(part) ?? []).join('\n');
    return text === '' ? [] : [{ text, timestamp }];
  });
}
