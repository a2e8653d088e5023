import type { JSX } from 'preact';
import type { Block } from '../paint/blocks.js';
import type { Code } from '../paint/code.js';
import { visibleText } from '../paint/visible-text.js';
import { counted, timeText, writerText } from '../paint/words.js';

interface HoverCardProps {
  readonly code: Code;
  readonly block: Block;
  /** Pixels from the top of the code. */
  readonly y: number;
  readonly evidence: Readonly<Record<string, string>>;
}

/** What was asked when a block came to be, and how it is known. The same stands in the panel, for those who do not hover. */
export function HoverCard({ code, block, y, evidence }: HoverCardProps): JSX.Element {
  const edit = block.edit === null ? undefined : code.edits[block.edit];
  const commit = block.commit === null ? undefined : code.commits[block.commit];
  return (
    <div class="hover-card" style={{ top: `${Math.max(8, y + 18)}px` }} aria-hidden="true">
      <strong>{writerText(block, code.edits, code.commits)}</strong>
      <span class="quiet"> {counted(block.count, 'line', 'lines')}</span>
      {edit !== undefined && (
        <>
          {edit.turn !== null && <p class="prompt">{visibleText(edit.turn.prompt)}</p>}
          <p class="quiet">
            <b>{edit.evidence}</b>: {evidence[edit.evidence] ?? ''} {timeText(edit.timestamp)}
          </p>
          {edit.caveats.length > 0 && <p class="quiet">{edit.caveats.map(({ code: word }) => word).join(', ')}</p>}
        </>
      )}
      {edit === undefined && commit !== undefined && (
        <p>
          {visibleText(commit.summary)} <span class="quiet">{timeText(commit.time)}</span>
        </p>
      )}
    </div>
  );
}
