import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TranscriptResult } from '../../src/model/transcript.js';
import { transcriptMarkdown } from '../../src/render/transcript-markdown.js';

function saying(text: string): TranscriptResult {
  return {
    schema: 'ai-blame/transcript@1',
    origin: 'traces',
    session: {
      agent: 'codex',
      id: 's1',
      title: null,
      firstMessage: null,
      createdAt: null,
      updatedAt: null,
      archived: false,
      source: null,
      model: null,
      provider: null,
      agentVersion: null,
      cwd: null,
      git: null,
      turns: 1,
      tokens: null,
      parentSession: null,
      forkedFrom: null,
      trace: { home: '/h', path: 'p' },
    },
    repository: null,
    redacted: true,
    secretsReplaced: 0,
    totalTurns: 1,
    turns: [
      {
        index: 1,
        id: null,
        startedAt: null,
        status: 'open',
        entries: [{ kind: 'message', record: 1, time: null, model: null, text }],
        edits: [],
      },
    ],
    edits: {},
    warnings: [],
  };
}

/** The content of the first fence, read as CommonMark reads it, and what stands behind it. */
function firstFence(markdown: string): { readonly inside: string; readonly behind: string } {
  const lines = markdown.split('\n');
  const begin = lines.findIndex((line) => /^`{3,}/.test(line));
  const ticks = /^`+/.exec(lines[begin] ?? '')?.[0].length ?? 0;
  const isEnd = (line: string): boolean => new RegExp(`^ {0,3}\`{${ticks},}[ \\t]*$`).test(line);
  const length = lines.slice(begin + 1).findIndex(isEnd);
  const end = begin + 1 + length;
  return { inside: lines.slice(begin + 1, end).join('\n'), behind: lines.slice(end + 1).join('\n') };
}

test('whatever a message says, it stands within its fence, whole', () => {
  const piece = fc.constantFrom(
    '`',
    '```',
    '````text',
    '~~~',
    '\n',
    '\n\n',
    '# ',
    '> ',
    '</details>',
    '   ',
    'a',
    '\t',
    '-',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const { inside, behind } = firstFence(transcriptMarkdown(saying(text)));
      expect([inside, behind]).toEqual([text, '']);
    }),
    { numRuns: 500 },
  );
});
