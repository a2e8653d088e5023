import fc from 'fast-check';
import type { PatchChunk, PatchLine } from '../../src/model/agent-event.js';

export interface GeneratedPatch {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly chunks: readonly PatchChunk[];
}

/** Each line of the file is kept or removed, and may have new lines before it; then some more at the end. */
const SCRIPT = fc.record({
  steps: fc.array(fc.record({ keep: fc.boolean(), added: fc.integer({ min: 0, max: 2 }) }), {
    minLength: 1,
    maxLength: 25,
  }),
  tail: fc.integer({ min: 0, max: 2 }),
});

/**
 * A file of distinct lines, an edited form of it, and the chunks between them with `context` lines around each change. New lines
 * are distinct too, so that every block has one place only.
 */
export function generatedPatch(context: number): fc.Arbitrary<GeneratedPatch> {
  return SCRIPT.map(({ steps, tail }) => {
    const script: PatchLine[] = [];
    let fresh = 0;
    const add = (count: number): void => {
      for (let i = 0; i < count; i++) script.push({ op: '+', text: `new ${fresh++}` });
    };
    steps.forEach(({ keep, added }, i) => {
      add(added);
      script.push({ op: keep ? ' ' : '-', text: `line ${i}` });
    });
    add(tail);
    return {
      before: script.filter((line) => line.op !== '+').map((line) => line.text),
      after: script.filter((line) => line.op !== '-').map((line) => line.text),
      chunks: chunksWithContext(script, context),
    };
  });
}

function chunksWithContext(script: readonly PatchLine[], context: number): PatchChunk[] {
  const chunks: PatchLine[][] = [];
  let end = -1;
  script.forEach((line, i) => {
    if (line.op === ' ' && !script.slice(Math.max(0, i - context), i + context + 1).some((near) => near.op !== ' '))
      return;
    if (i === end) chunks.at(-1)?.push(line);
    else chunks.push([line]);
    end = i + 1;
  });
  return chunks.map((lines) => ({ anchor: null, lines, endOfFile: false }));
}

export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
