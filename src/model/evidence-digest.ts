import type { JsonValue } from './json-value.js';

/** What an answer was drawn from, and the SHA-256 of both. The key `digest` of an answer; README, "Proving an answer". */
export interface EvidenceDigest {
  readonly algorithm: 'sha256';
  readonly form: 'ai-blame/digest@1';
  /** Over `form` and `parts`: the same wherever the same evidence gives the same answer. */
  readonly value: string;
  /** Of each part of the answer, of `question` and of `inputs`: without what depends on the machine. */
  readonly parts: Readonly<Record<string, string>>;
  /** All that was asked, so that it can be asked again. */
  readonly question: JsonValue;
  readonly inputs: DigestInputs;
  /** Over the whole document as it stands, but for this: differs with the machine that it was made on. */
  readonly document: string;
}

/** Everything is sorted and told once. */
export interface DigestInputs {
  readonly files: readonly DigestFile[];
  readonly records: readonly DigestRecord[];
  readonly snapshots: readonly DigestObject[];
  readonly commits: readonly DigestObject[];
  readonly notes: readonly DigestNote[];
}

/** A file whose lines are told, in the form that git stores. */
export interface DigestFile {
  /** Relative to the repository's root. */
  readonly path: string;
  /** `work-tree`, `index`, or the id of the commit that it was read from. */
  readonly from: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A record of a trace that an edit of the file rests on. */
export interface DigestRecord {
  readonly agent: string;
  readonly session: string;
  /** Relative to the agent's home; empty where it is not to be told. Not in `parts`: an agent may archive or compress its traces. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Where it begins, as `TracePointer` has it. Not in `parts`. */
  readonly offset: number;
  readonly role: 'call' | 'result';
  /** `record`: its bytes as they are; `reading`: what is read of it, where the trace has no text of it. */
  readonly form: 'record' | 'reading';
  readonly bytes: number;
  /** null: the trace no longer held it. */
  readonly sha256: string | null;
  /** Ids of the edits that rest on it, sorted. */
  readonly edits: readonly string[];
}

/** A snapshot or a commit, and what it holds of the file. Ids are digests of contents, so that they say it all. */
export interface DigestObject {
  readonly id: string;
  readonly path: string;
  /** null: it has no such file. */
  readonly blob: string | null;
}

/** A note of authorship that told whose lines are. */
export interface DigestNote {
  /** That it is a note of. */
  readonly commit: string;
  /** Its text. */
  readonly blob: string;
}

export type FindingStatus =
  /** The document is not as it was written. */
  | 'altered'
  /** Evidence is not what it was. */
  | 'changed'
  /** Evidence is gone, or damaged. */
  | 'missing'
  /** The answer rests on more now, or on less. */
  | 'added'
  | 'unused'
  /** The answer is another one now. */
  | 'differs'
  /** No matter: a trace was archived, HEAD moved on. */
  | 'note';

/** What `verify` found. */
export interface Finding {
  /** `file`, `record`, `snapshot`, `commit`, `note`, or the key of the document. */
  readonly part: string;
  readonly status: FindingStatus;
  /** Place in the document (`lines[3].edit`), or name of the evidence. */
  readonly subject: string;
  readonly message: string;
}

/** The answer of `verify`. Keys in the order of the JSON. */
export interface AnswerVerification {
  readonly schema: 'ai-blame/verify@1';
  /** As it was named. */
  readonly document: string;
  readonly path: string | null;
  readonly revision: string | null;
  readonly outcome: 'same' | 'differs' | 'missing';
  readonly digest: {
    readonly told: string | null;
    /** null: the answer could not be derived, and `message` of a finding says why. */
    readonly derived: string | null;
  };
  /** How many of each were looked at. */
  readonly checked: {
    readonly files: number;
    readonly records: number;
    readonly snapshots: number;
    readonly commits: number;
    readonly lines: number;
  };
  readonly findings: readonly Finding[];
}
