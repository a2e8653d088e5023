import type { DigestInputs, EvidenceDigest } from '../model/evidence-digest.js';
import type { JsonValue } from '../model/json-value.js';
import { digestOfJson } from './canonical-json.js';

export const DIGEST_FORM = 'ai-blame/digest@1';

/** Keys of a document that tell of the machine, or of traces that are no matter of the answer: in `document` only. */
const NOT_PARTS: ReadonlySet<string> = new Set(['repository', 'warnings', 'digest']);

type Document = Readonly<Record<string, unknown>>;

/** @param document an answer as it is printed, without a digest. */
export function seal(document: Document, question: JsonValue, inputs: DigestInputs): EvidenceDigest {
  const parts = partsOf({ ...document, digest: { question, inputs } });
  const open = { algorithm: 'sha256', form: DIGEST_FORM, value: valueOfParts(parts), parts, question, inputs } as const;
  return { ...open, document: documentDigest({ ...document, digest: open }) };
}

/** The digest of each part. @param document sealed, or to be sealed; may hold anything. */
export function partsOf(document: Document): Record<string, string> {
  const { question, inputs } = membersOf(document.digest);
  const answer = Object.entries(document).filter(([key, value]) => !NOT_PARTS.has(key) && value !== undefined);
  const all: [string, unknown][] = [...answer, ['question', question ?? null], ['inputs', inputs ?? null]];
  return Object.fromEntries(all.map(([key, value]) => [key, digestOfJson(withoutPlaces(key, value))]));
}

/** @param parts as `partsOf` gave it. */
export function valueOfParts(parts: Readonly<Record<string, string>>): string {
  return digestOfJson({ form: DIGEST_FORM, parts });
}

/** Over all of a document but this digest itself. */
export function documentDigest(document: Document): string {
  const { document: _own, ...digest } = membersOf(document.digest);
  return digestOfJson({ ...document, digest });
}

/**
 * A trace keeps what it tells when its agent archives or compresses it, and a commit is one whatever it was called: where a trace lies,
 * and names of revisions, count in `document` only.
 */
function withoutPlaces(part: string, value: unknown): unknown {
  if (part === 'edits') {
    const edits = Object.entries(membersOf(value)).map(([id, edit]) => {
      const { path: _path, ...trace } = membersOf(membersOf(edit).trace);
      return [id, isMembers(edit) ? { ...edit, trace } : edit];
    });
    return isMembers(value) ? Object.fromEntries(edits) : value;
  }
  if (part === 'comparison' && isMembers(value)) {
    const { base, target } = value;
    return { ...value, base: membersOf(base).commit ?? null, target: membersOf(target).commit ?? null };
  }
  const records = part === 'inputs' ? membersOf(value).records : undefined;
  if (!Array.isArray(records)) return value;
  return {
    ...membersOf(value),
    records: records.map((record) => {
      if (!isMembers(record)) return record;
      const { path: _path, offset: _offset, ...rest } = record;
      return rest;
    }),
  };
}

function isMembers(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object; of anything else none. */
export function membersOf(value: unknown): Document {
  return isMembers(value) ? value : {};
}
