import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SessionRow, SessionsResult } from '../../model/session-list.js';
import { keyOf } from '../data/source.js';
import { useAnswer, useAnswers } from '../data/use-answer.js';
import { visibleText } from '../paint/visible-text.js';
import { counted, timeText } from '../paint/words.js';
import { To } from '../parts/link.js';
import { Told, Warnings } from '../parts/told.js';
import { VirtualRows } from '../parts/virtual-rows.js';
import { useShown } from './shown.js';

const PAGE = 200;
const HEIGHT = 56;

/** The conversations that worked in this repository, newest first; more of them come as one scrolls. */
export function SessionsPage(): JSX.Element {
  const [search, setSearch] = useState('');
  const asked = search.trim() === '' ? null : search.trim();
  const answer = useAnswer<SessionsResult>('sessions', { limit: PAGE, search: asked });
  return (
    <main class="page sessions-page">
      <header class="page-head">
        <h1>Sessions</h1>
        <input
          type="search"
          id="page-search"
          placeholder="In titles and first messages"
          aria-label="Find sessions"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <To view={{ kind: 'compare', a: null, b: null }}>Compare two</To>
      </header>
      <Told answer={answer}>{(first) => <Rows key={asked ?? ''} first={first} search={asked} />}</Told>
    </main>
  );
}

function Rows({ first, search }: { first: SessionsResult; search: string | null }): JSX.Element {
  const { accents } = useShown();
  const { cache } = useAnswers();
  const [pages, setPages] = useState([first]);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => setPages([first]), [first]);
  const sessions: SessionRow[] = pages.flatMap((page) => page.sessions);
  const cursor = pages.at(-1)?.nextCursor ?? null;
  const more = (): void => {
    if (cursor === null || isAsking) return;
    setAsking(true);
    cache.ask(keyOf('sessions', { limit: PAGE, search, cursor })).then(
      (page) => {
        setPages((known) => [...known, page as SessionsResult]);
        setAsking(false);
      },
      () => setAsking(false),
    );
  };
  return (
    <>
      <p class="quiet" role="status">
        {counted(first.summary.matching, 'session', 'sessions')}
      </p>
      <Warnings warnings={first.warnings} />
      <VirtualRows
        className="session-rows"
        count={sessions.length}
        rowHeight={HEIGHT}
        onNearEnd={more}
        attributes={{ role: 'list', 'aria-label': 'Sessions' }}
        row={(index) => {
          const session = sessions[index] as SessionRow;
          return (
            <div
              key={session.id}
              class={`session-row ${accents.ofModel(session.model, session.agent).className}`}
              role="listitem"
            >
              <span class="bar" />
              <To view={{ kind: 'session', session: session.id }}>{visibleText(session.title ?? session.id)}</To>
              <span class="quiet">
                {visibleText(session.model ?? 'model unknown')} · {visibleText(session.agent)} ·{' '}
                {counted(session.turns, 'turn', 'turns')} · {timeText(session.createdAt)}
              </span>
            </div>
          );
        }}
      />
    </>
  );
}
