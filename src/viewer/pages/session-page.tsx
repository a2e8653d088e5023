import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SessionEntry, SessionResult } from '../../model/session-list.js';
import type { TranscriptResult } from '../../model/transcript.js';
import { useAnswer } from '../data/use-answer.js';
import { visibleText } from '../paint/visible-text.js';
import { counted, shortSession, timeText } from '../paint/words.js';
import { CopyLink } from '../parts/copy-link.js';
import { Crumbs } from '../parts/crumbs.js';
import { To } from '../parts/link.js';
import { Portion } from '../parts/portion.js';
import { Told, Warnings } from '../parts/told.js';
import { TurnEntries } from '../parts/turn-entries.js';
import { WhichSession } from '../parts/which-session.js';
import type { View } from '../route/view.js';
import { useShown } from './shown.js';

/** Turns that are drawn at once. */
const MOST_TURNS = 200;

/** One conversation, turn by turn; each turn's transcript is read when it is opened. */
export function SessionPage({ view }: { view: Extract<View, { kind: 'session' }> }): JSX.Element {
  const answer = useAnswer<SessionResult>('session', { session: view.session });
  return (
    <main class="page">
      <Crumbs steps={[{ label: 'Sessions', view: { kind: 'sessions' } }]} />
      {answer.failure !== null ? (
        <WhichSession session={view.session} turn={null} failure={answer.failure} />
      ) : (
        <Told answer={answer}>
          {({ session, turns, children, forks, warnings }) => (
            <>
              <SessionHead session={session} />
              <Warnings warnings={warnings} />
              <Related label="Began" ids={children} />
              <Related label="Forked into" ids={forks} />
              <h2>{counted(turns.length, 'turn', 'turns')}</h2>
              <Portion items={turns} size={MOST_TURNS} one="turn" many="turns">
                {(told) => (
                  <ol class="turns">
                    {told.map(({ index, prompt, startedAt }) => (
                      <Turn key={index} session={session.id} index={index} prompt={prompt} startedAt={startedAt} />
                    ))}
                  </ol>
                )}
              </Portion>
            </>
          )}
        </Told>
      )}
    </main>
  );
}

function SessionHead({ session }: { session: SessionEntry }): JSX.Element {
  const { accents } = useShown();
  return (
    <header class="page-head session-head">
      <h1>{visibleText(session.title ?? session.id)}</h1>
      <p class={accents.ofModel(session.model, session.agent).className}>
        <span class="swatch" aria-hidden="true" /> {visibleText(session.model ?? 'model unknown')}{' '}
        <span class="quiet">
          {visibleText(`${session.agent}${session.agentVersion === null ? '' : ` ${session.agentVersion}`}`)} ·{' '}
          {timeText(session.createdAt)} – {timeText(session.updatedAt)} · {visibleText(session.cwd ?? '')}
        </span>
      </p>
      <p class="quiet">
        <code>{visibleText(session.id)}</code> <CopyLink view={{ kind: 'session', session: session.id }} />{' '}
        <To view={{ kind: 'compare', a: `session:${session.id}`, b: null }}>Compare with another</To>
        {session.parentSession !== null && (
          <>
            {' · begun by '}
            <To view={{ kind: 'session', session: session.parentSession }}>
              {visibleText(shortSession(session.parentSession))}
            </To>
          </>
        )}
      </p>
    </header>
  );
}

function Related({ label, ids }: { label: string; ids: readonly string[] }): JSX.Element | null {
  if (ids.length === 0) return null;
  return (
    <p class="quiet">
      {label}:{' '}
      {ids.slice(0, MOST_TURNS).map((id) => (
        <span key={id}>
          <To view={{ kind: 'session', session: id }}>{visibleText(shortSession(id))}</To>{' '}
        </span>
      ))}
      {ids.length > MOST_TURNS && `and ${ids.length - MOST_TURNS} more`}
    </p>
  );
}

interface TurnProps {
  readonly session: string;
  readonly index: number;
  readonly prompt: string;
  readonly startedAt: string | null;
}

function Turn({ session, index, prompt, startedAt }: TurnProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="turn-number">{index}</span> <span class="prompt">{visibleText(prompt)}</span>{' '}
          <time class="quiet">{timeText(startedAt)}</time>
        </summary>
        {isOpen && <TurnTranscript session={session} index={index} />}
      </details>
      <To
        view={{ kind: 'turn', session, turn: index, edit: null }}
        className="turn-link"
        label={`Turn ${index} with its changes`}
      >
        Changes
      </To>
    </li>
  );
}

function TurnTranscript({ session, index }: { session: string; index: number }): JSX.Element {
  const answer = useAnswer<TranscriptResult>('transcript', { session, turn: index });
  return (
    <Told answer={answer}>
      {({ turns, edits }) => (
        <>
          {turns.map((turn) => (
            <TurnEntries key={turn.index} turn={turn} edits={edits} />
          ))}
        </>
      )}
    </Told>
  );
}
