import type { JSX } from 'preact';
import type { SessionsResult } from '../../model/session-list.js';
import type { Failure } from '../data/source.js';
import { useAnswer } from '../data/use-answer.js';
import { visibleText } from '../paint/visible-text.js';
import { shortSession, timeText } from '../paint/words.js';
import { To } from './link.js';
import { Portion } from './portion.js';
import { Trouble } from './told.js';

/** Sessions that are looked through. */
const MOST = 1000;
/** Those that are offered at once. */
const OFFERED = 50;

interface WhichSessionProps {
  /** As the address names it. */
  readonly session: string;
  /** null: the session as a whole is meant. */
  readonly turn: number | null;
  readonly failure: Failure;
}

/** Why a session cannot be shown; where its name is the beginning of several, these. */
export function WhichSession({ session, turn, failure }: WhichSessionProps): JSX.Element {
  const isAmbiguous = failure.code === 'AMBIGUOUS';
  const all = useAnswer<SessionsResult>(isAmbiguous ? 'sessions' : null, { limit: MOST });
  const same = (all.value?.sessions ?? []).filter(({ id }) => id.startsWith(session));
  return (
    <>
      <Trouble message={failure.message} hint={same.length > 1 ? null : failure.hint} />
      {same.length > 1 && (
        <>
          <h2>Which one?</h2>
          <Portion items={same} size={OFFERED} one="session" many="sessions">
            {(offered) => (
              <ul class="plain-list">
                {offered.map(({ id, title, createdAt }) => (
                  <li key={id}>
                    <To
                      view={
                        turn === null
                          ? { kind: 'session', session: id }
                          : { kind: 'turn', session: id, turn, edit: null }
                      }
                    >
                      {visibleText(title ?? id)}
                    </To>{' '}
                    <span class="quiet">
                      {visibleText(shortSession(id))}, {timeText(createdAt)}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Portion>
        </>
      )}
    </>
  );
}
