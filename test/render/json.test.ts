import { describe, expect, test } from '@jest/globals';
import type { EditsResult } from '../../src/model/blame-result.js';
import { blameJson } from '../../src/render/blame-json.js';
import { editsJson } from '../../src/render/edits-json.js';
import { editsNdjson } from '../../src/render/edits-ndjson.js';
import { EDIT_A, HEAD, SAMPLE, SAMPLE_EDITS, sampleEdit } from './sample-report.js';

/** The contract's own order of keys (output page, sections 2 and 3). */
const EDIT_TEXT = `{
  "id": "e7c1a90b52d4",
  "agent": "codex",
  "agentVersion": "0.77.0",
  "model": "gpt-demo-codex",
  "provider": "openai",
  "session": "019b3a6c-41d0-7c11-a7e0-5f6a7b8c9d01",
  "parentSession": null,
  "turn": {
    "index": 2,
    "id": null,
    "startedAt": "2026-03-04T05:06:07.120Z",
    "prompt": "Add a max option"
  },
  "timestamp": "2026-03-04T05:06:31.002Z",
  "path": "src/clamp.ts",
  "previousPath": null,
  "action": "modify",
  "evidence": "exact",
  "tool": "apply_patch",
  "call": "call_demo_1",
  "snapshots": {
    "before": "18538bd7d2f1a3c4e5f60718293a4b5c6d7e8f90",
    "after": null
  },
  "added": 3,
  "removed": 1,
  "before": {
    "blob": "3b18e512dba79e4c8300dd08aeb37f8e728b8dad"
  },
  "after": {
    "blob": "0b9d5c2f6a7e8d9c0b1a2f3e4d5c6b7a8f9e0d1c"
  },
  "caveats": [
    {
      "code": "approximate",
      "message": "Placed by search"
    }
  ],
  "trace": {
    "path": "sessions/2026/03/04/rollout-demo.jsonl",
    "line": 17
  }
}`;

const indented = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);

/** The same value with the keys of every object in reverse order, and keys that no contract knows. */
function shuffled<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(shuffled) as T;
  }
  return (
    typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toReversed()
            .map(([key, inner]) => [key, shuffled(inner)]),
        )
      : value
  ) as T;
}

const edit = { ...sampleEdit(), caveats: [{ code: 'approximate', message: 'Placed by search' }] };

describe('blame', () => {
  test('the whole text, whatever order the values were made in', () => {
    const commit = SAMPLE.lines[4]?.commit ?? '';
    const result = {
      ...SAMPLE,
      lines: [
        { line: 2, text: 'caf\ufffd', textBase64: 'Y2Fm6Q==', origin: 'agent' as const, edit: EDIT_A.id, commit: null },
        { line: 5, text: '}', origin: 'commit' as const, edit: null, commit },
      ],
      edits: { [EDIT_A.id]: edit },
    };
    expect(blameJson(shuffled(result))).toBe(`{
  "schema": "ai-blame/blame@1",
  "repository": {
    "root": "/home/ada/demo",
    "head": "${HEAD}"
  },
  "path": "src/clamp.ts",
  "revision": null,
  "lines": [
    {
      "line": 2,
      "text": "caf\ufffd",
      "textBase64": "Y2Fm6Q==",
      "origin": "agent",
      "edit": "e7c1a90b52d4",
      "commit": null
    },
    {
      "line": 5,
      "text": "}",
      "origin": "commit",
      "edit": null,
      "commit": "${commit}"
    }
  ],
  "edits": {
    "e7c1a90b52d4": ${indented(EDIT_TEXT, 4)}
  },
  "commits": {
    "${commit}": {
      "author": "Ada Lovelace",
      "email": "ada@example.org",
      "time": "2026-03-01T10:00:00Z",
      "summary": "Add clamp"
    }
  },
  "summary": {
    "lines": 8,
    "agent": 4,
    "commit": 2,
    "preexisting": 1,
    "untraced": 1,
    "byModel": {
      "gpt-demo-codex": 3,
      "unknown": 1
    },
    "byAgent": {
      "codex": 4
    },
    "byEvidence": {
      "exact": 3,
      "snapshot": 1
    }
  },
  "warnings": [
    {
      "code": "snapshot_missing",
      "message": "A snapshot is gone",
      "count": 2,
      "subject": "18538bd7"
    }
  ]
}
`);
  });

  test('a model named like a property of every object is counted like any other', () => {
    const byModel = JSON.parse('{"__proto__": 1, "constructor": 2}');
    const text = blameJson({ ...SAMPLE, summary: { ...SAMPLE.summary, byModel } });
    expect(text).toContain('"byModel": {\n      "__proto__": 1,\n      "constructor": 2\n    }');
  });
});

describe('edits', () => {
  test('the whole text', () => {
    expect(editsJson(shuffled({ ...SAMPLE_EDITS, edits: [edit] }))).toBe(`{
  "schema": "ai-blame/edits@1",
  "repository": {
    "root": "/home/ada/demo",
    "head": "${HEAD}"
  },
  "edits": [
    ${indented(EDIT_TEXT, 4)}
  ],
  "warnings": []
}
`);
  });

  async function ndjson(result: EditsResult): Promise<string> {
    let text = '';
    for await (const piece of editsNdjson(result)) {
      text += piece;
    }
    return text;
  }

  test('one record a line, the same keys', async () => {
    const odd = sampleEdit({ turn: null, path: 'a\nb "c".ts' });
    const lines = (await ndjson(shuffled({ ...SAMPLE_EDITS, edits: [edit, odd] }))).split('\n');
    expect(lines).toEqual([JSON.stringify(JSON.parse(EDIT_TEXT)), JSON.stringify(odd), '']);
  });

  test('many records, and none', async () => {
    const edits = Array.from({ length: 2000 }, (_, index) => sampleEdit({ id: String(index) }));
    expect((await ndjson({ ...SAMPLE_EDITS, edits })).split('\n')).toHaveLength(2001);
    expect(await ndjson({ ...SAMPLE_EDITS, edits: [] })).toBe('');
  });
});
