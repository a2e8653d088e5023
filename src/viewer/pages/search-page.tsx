import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FilesResult, SearchResult } from '../../model/viewer-result.js';
import { useAnswer } from '../data/use-answer.js';
import { focusRow } from '../keys/focus-row.js';
import { bestMatches } from '../paint/best-matches.js';
import { visibleText } from '../paint/visible-text.js';
import { shortSession, timeText } from '../paint/words.js';
import { To } from '../parts/link.js';
import { Told } from '../parts/told.js';
import { replaceView } from '../route/use-view.js';
import type { View } from '../route/view.js';

const MOST = 50;
/** Milliseconds without a key before the server is asked. */
const PAUSE = 150;

/** Files, sessions and prompts that hold some words. */
export function SearchPage({ view }: { view: Extract<View, { kind: 'search' }> }): JSX.Element {
  const [text, setText] = useState(view.q);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => setText(view.q), [view.q]);
  useEffect(() => {
    if (text === view.q) return undefined;
    const timer = setTimeout(() => replaceView({ kind: 'search', q: text }), PAUSE);
    return () => clearTimeout(timer);
  }, [text, view.q]);
  const words = view.q.trim();
  const files = useAnswer<FilesResult>('files');
  const found = useAnswer<SearchResult>(words === '' ? null : 'search', { q: words });
  return (
    <main class="page">
      <h1>Search</h1>
      <input
        type="search"
        ref={field}
        class="wide"
        value={text}
        placeholder="Files, prompts and sessions"
        aria-label="Search files, prompts and sessions"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          focusRow(1);
        }}
      />
      {words !== '' && (
        <>
          <h2>Files</h2>
          <Told answer={files}>
            {({ paths }) => (
              <List
                items={bestMatches(paths, words, MOST).map((path) => ({
                  key: path,
                  item: <To view={{ kind: 'file', file: path, line: null, only: null }}>{visibleText(path)}</To>,
                }))}
              />
            )}
          </Told>
          <Told answer={found}>
            {({ sessions, turns }) => (
              <>
                <h2>Prompts</h2>
                <List
                  items={turns.map(({ session, agent, turn }) => ({
                    key: `${session} ${turn.index}`,
                    item: (
                      <>
                        <To view={{ kind: 'turn', session, turn: turn.index, edit: null }}>
                          {visibleText(turn.prompt)}
                        </To>{' '}
                        <span class="quiet">
                          {agent} {shortSession(session)}, {timeText(turn.startedAt)}
                        </span>
                      </>
                    ),
                  }))}
                />
                <h2>Sessions</h2>
                <List
                  items={sessions.map(({ id, agent, title }) => ({
                    key: id,
                    item: (
                      <>
                        <To view={{ kind: 'session', session: id }}>{visibleText(title ?? id)}</To>{' '}
                        <span class="quiet">
                          {agent} {shortSession(id)}
                        </span>
                      </>
                    ),
                  }))}
                />
              </>
            )}
          </Told>
        </>
      )}
    </main>
  );
}

function List({ items }: { items: readonly { readonly key: string; readonly item: JSX.Element }[] }): JSX.Element {
  if (items.length === 0) return <p class="quiet">None.</p>;
  return (
    <ul class="plain-list">
      {items.map(({ key, item }) => (
        <li key={key}>{item}</li>
      ))}
    </ul>
  );
}
