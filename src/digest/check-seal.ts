import { AiBlameError } from '../errors.js';
import type { Finding } from '../model/evidence-digest.js';
import { DIGEST_FORM, documentDigest, membersOf, partsOf, valueOfParts } from './seal.js';

/** A document with a digest of a form that is known here; else as it was read. */
export type SealedDocument = Readonly<Record<string, unknown>>;

/**
 * @param named how to call the document.
 * @throws AiBlameError UNREADABLE for what is no JSON, USAGE for what was never sealed, or in a form that is not known.
 */
export function readSealed(bytes: Buffer, named: string): SealedDocument {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AiBlameError('UNREADABLE', `${named} is damaged: it is no JSON in UTF-8`, { cause });
  }
  const { digest } = membersOf(document);
  if (digest === undefined) {
    throw new AiBlameError('USAGE', `${named} has no digest to verify`, {
      hint: 'ai-blame FILE --json --digest writes one',
    });
  }
  const { form, algorithm } = membersOf(digest);
  if (form !== DIGEST_FORM || algorithm !== 'sha256') {
    throw new AiBlameError('USAGE', `The digest of ${named} is of a form that is not known: ${form}, ${algorithm}`, {
      hint: `Known is ${DIGEST_FORM}, sha256`,
    });
  }
  return membersOf(document);
}

/** What of a document is not as it was written: no evidence is looked at. */
export function alterations(document: SealedDocument): Finding[] {
  const digest = membersOf(document.digest);
  const told = membersOf(digest.parts);
  const found = partsOf(document);
  const isContentSealed = valueOfParts(found) === digest.value;
  const keys = [...new Set([...Object.keys(found), ...Object.keys(told)])];
  const altered = keys
    .filter((key) => found[key] !== told[key])
    .map((key): Finding => {
      if (isContentSealed)
        return alteration('digest', `digest.parts.${key}`, `digest.parts.${key} is not the digest of ${key}`);
      const place = key === 'question' || key === 'inputs' ? `digest.${key}` : key;
      return alteration(key, place, `${place} ${how(found[key], told[key])}`);
    });
  if (altered.length > 0) return altered;
  if (!isContentSealed) return [alteration('digest', 'digest.value', 'digest.value is not the digest of the parts')];
  if (documentDigest(document) === digest.document) return [];
  return [
    alteration(
      'document',
      'digest.document',
      'The document is not as it was written in what no part covers: the repository, the warnings, or where a trace lies',
    ),
  ];
}

function alteration(part: string, subject: string, message: string): Finding {
  return { part, status: 'altered', subject, message };
}

function how(found: unknown, told: unknown): string {
  if (told === undefined) return 'was not there when the document was written';
  return found === undefined ? 'was taken out of the document' : 'is not as it was written';
}
