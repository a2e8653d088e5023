import type { JSX } from 'preact';
import type { EditRecord } from '../../model/edit-record.js';
import { EVIDENCE_MARKS } from '../../render/evidence-marks.js';
import type { Accents } from '../paint/accents.js';
import { visibleText } from '../paint/visible-text.js';
import { shortSession, timeText } from '../paint/words.js';
import { Caveats } from './caveats.js';
import { To } from './link.js';

interface EditCardProps {
  readonly edit: EditRecord;
  readonly accents: Accents;
  readonly evidence: Readonly<Record<string, string>>;
}

/** All that is known of one edit: who, when, what was asked, how that is known, and where it is told. */
export function EditCard({ edit, accents, evidence }: EditCardProps): JSX.Element {
  const { turn } = edit;
  return (
    <section class="edit-card" aria-label={`Edit ${edit.id}`}>
      <h2 class={accents.of(edit).className}>
        <span class="swatch" aria-hidden="true" /> {visibleText(edit.model ?? 'model unknown')}
      </h2>
      {turn !== null && <blockquote class="prompt">{visibleText(turn.prompt)}</blockquote>}
      <dl>
        <dt>Agent</dt>
        <dd>{visibleText(`${edit.agent}${edit.agentVersion === null ? '' : ` ${edit.agentVersion}`}`)}</dd>
        <dt>Session</dt>
        <dd>
          <To view={{ kind: 'session', session: edit.session }}>{visibleText(shortSession(edit.session))}</To>
          {turn !== null && (
            <>
              {', '}
              <To view={{ kind: 'turn', session: edit.session, turn: turn.index, edit: edit.id }}>turn {turn.index}</To>
            </>
          )}
        </dd>
        <dt>Edit</dt>
        <dd>
          <To view={{ kind: 'edit', edit: edit.id }}>{edit.id}</To>, {edit.action}{' '}
          <span class="quiet">
            +{edit.added} −{edit.removed}
          </span>
        </dd>
        <dt>When</dt>
        <dd>{edit.timestamp === null ? 'not told' : timeText(edit.timestamp)}</dd>
        <dt>Known by</dt>
        <dd>
          <span class="evidence-mark">{EVIDENCE_MARKS[edit.evidence]}</span> <b>{edit.evidence}</b>
          <span class="quiet"> {evidence[edit.evidence] ?? ''}</span>
        </dd>
        {edit.tool !== null && (
          <>
            <dt>Tool</dt>
            <dd>{visibleText(edit.tool)}</dd>
          </>
        )}
        <dt>Trace</dt>
        <dd class="breaks">
          {visibleText(edit.trace.path)}
          <span class="quiet">, record {edit.trace.line}</span>
        </dd>
      </dl>
      <Caveats caveats={edit.caveats} />
      <p class="links">
        <To view={{ kind: 'state', file: edit.path, at: `e:${edit.id}`, line: null }}>The file after it</To>
        {' · '}
        <To view={{ kind: 'range', file: edit.path, from: `e:${edit.id}^`, to: `e:${edit.id}`, line: null }}>
          What it changed
        </To>
      </p>
    </section>
  );
}
