import type { JSX } from 'preact';
import type { EditRecord } from '../../model/edit-record.js';
import type { TranscriptEntry, TranscriptTurn } from '../../model/transcript.js';
import { visibleText } from '../paint/visible-text.js';
import { counted, timeText } from '../paint/words.js';
import { To } from './link.js';
import { Portion } from './portion.js';

/** Entries of a turn that are drawn at once, and edits of an entry. */
const MOST = 150;

interface TurnEntriesProps {
  readonly turn: TranscriptTurn;
  readonly edits: Readonly<Record<string, EditRecord>>;
}

/** What was said and done in a turn, in order. */
export function TurnEntries({ turn, edits }: TurnEntriesProps): JSX.Element {
  return (
    <>
      <Portion items={turn.entries} size={MOST} one="entry" many="entries">
        {(entries) => (
          <ol class="entries">
            {entries.map((entry) => (
              <li key={entry.record} class={`entry entry-${entry.kind}`}>
                <Entry entry={entry} />
                {'edits' in entry && <EditLinks ids={entry.edits} edits={edits} />}
              </li>
            ))}
          </ol>
        )}
      </Portion>
      <EditLinks ids={turn.edits} edits={edits} />
    </>
  );
}

function Entry({ entry }: { entry: TranscriptEntry }): JSX.Element {
  const time = <time class="quiet">{timeText(entry.time)}</time>;
  switch (entry.kind) {
    case 'message':
    case 'answer':
    case 'reasoning':
      return (
        <>
          <p class="who">
            <b>{entry.kind === 'message' ? 'Person' : visibleText(entry.model ?? 'Agent')}</b> {time}
          </p>
          <p class="said">{visibleText(entry.text)}</p>
        </>
      );
    case 'call':
      return (
        <>
          <p class="who">
            <code>{visibleText(entry.tool)}</code> {time}
          </p>
          <Folded
            text={`${entry.isCommand ? '$ ' : ''}${entry.text}`}
            lines={entry.lines}
            folded={entry.folded}
            label="what it was given"
          />
        </>
      );
    case 'result': {
      const exit = entry.exitCode === null ? '' : `, exit ${entry.exitCode}`;
      return (
        <>
          <p class="who quiet">
            {entry.status}
            {exit}
          </p>
          {entry.text !== '' && (
            <Folded text={entry.text} lines={entry.lines} folded={entry.folded} label="what it gave back" />
          )}
        </>
      );
    }
    case 'notice':
      return <p class="who quiet">{entry.type.replaceAll('_', ' ')}</p>;
  }
}

function Folded(props: { text: string; lines: number; folded: number; label: string }): JSX.Element {
  const { text, lines, folded, label } = props;
  return (
    // A block that scrolls can be scrolled by keyboard.
    <>
      <pre class="given" tabIndex={0} role="group" aria-label={label}>
        {visibleText(text)}
      </pre>
      {folded > 0 && (
        <p class="quiet">
          {counted(folded, 'more line', 'more lines')} of {lines}
        </p>
      )}
    </>
  );
}

function EditLinks({
  ids,
  edits,
}: {
  ids: readonly string[];
  edits: Readonly<Record<string, EditRecord>>;
}): JSX.Element | null {
  const known = ids.flatMap((id) => edits[id] ?? []);
  if (known.length === 0) return null;
  return (
    <Portion items={known} size={MOST} one="edit" many="edits">
      {(edits) => (
        <ul class="edit-links">
          {edits.map((edit) => (
            <li key={edit.id}>
              <To view={{ kind: 'range', file: edit.path, from: `e:${edit.id}^`, to: `e:${edit.id}`, line: null }}>
                {visibleText(edit.path)}
              </To>{' '}
              <span class="quiet">
                {edit.action} +{edit.added} −{edit.removed} {edit.evidence}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Portion>
  );
}
