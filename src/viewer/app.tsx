import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SessionsResult } from '../model/session-list.js';
import { Advances } from './data/advances.js';
import { AnswerCache } from './data/answer-cache.js';
import type { About } from './data/answers.js';
import type { Source } from './data/source.js';
import { AnswersContext, useAnswer } from './data/use-answer.js';
import { focusRow } from './keys/focus-row.js';
import { useKeys } from './keys/use-keys.js';
import { ComparePage } from './pages/compare-page.js';
import { EditPage } from './pages/edit-page.js';
import { FilePage } from './pages/file-page.js';
import { OverviewPage } from './pages/overview-page.js';
import { RangePage } from './pages/range-page.js';
import { SearchPage } from './pages/search-page.js';
import { SessionPage } from './pages/session-page.js';
import { SessionsPage } from './pages/sessions-page.js';
import { ShownContext } from './pages/shown.js';
import { StatePage } from './pages/state-page.js';
import { TurnPage } from './pages/turn-page.js';
import { Accents, modelName } from './paint/accents.js';
import { visibleText } from './paint/visible-text.js';
import { useCopy } from './parts/copy-link.js';
import { KeyHelp } from './parts/key-help.js';
import { To } from './parts/link.js';
import { QuickOpen } from './parts/quick-open.js';
import { Told, Trouble } from './parts/told.js';
import { go, useView } from './route/use-view.js';
import { fragmentOf, type View } from './route/view.js';

/** Sessions whose models are given colours before anything is drawn. */
const LATEST = 200;
/** How long the first view waits for them, in milliseconds. */
const PATIENCE = 700;
/** How long something that was said stays, in milliseconds. */
const SAID = 2500;

/** The whole page: what answers, what is shown, and what all views share. */
export function App({ source }: { source: Source }): JSX.Element {
  const [generation, setGeneration] = useState(0);
  const askAnew = useCallback(() => setGeneration((known) => known + 1), []);
  const cache = useMemo(() => new AnswerCache(source, askAnew), [source]);
  const advances = useMemo(() => new Advances(), []);
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    return source.watch({
      change() {
        cache.forget();
        askAnew();
      },
      live: setLive,
      advance: (question, advance) => advances.tell(question, advance),
    });
  }, [source, cache]);
  const answers = useMemo(() => ({ cache, advances, generation }), [cache, generation]);
  return (
    <AnswersContext.Provider value={answers}>
      <Page isLive={isLive} />
    </AnswersContext.Provider>
  );
}

function Page({ isLive }: { isLive: boolean }): JSX.Element {
  const about = useAnswer<About>('about');
  const sessions = useAnswer<SessionsResult>('sessions', { limit: LATEST });
  const [said, setSaid] = useState('');
  const timer = useRef(0);
  const say = useCallback((message: string) => {
    clearTimeout(timer.current);
    setSaid(message);
    timer.current = window.setTimeout(() => setSaid(''), SAID);
  }, []);
  const isComing = sessions.state === 'loading';
  const isLate = useLate(isComing);
  // The repository's models, so that each has one colour on all pages and in all visits; what no session tells is given one when it is met.
  // They stay as they are when sessions grow. Where the sessions take long, nobody waits for their colours.
  const accents = useMemo(() => new Accents(modelsOf(sessions.value)), [isComing]);
  return (
    <Told answer={about}>
      {(told) => (
        <ShownContext.Provider value={{ about: told, accents, say }}>
          <Frame about={told} isLive={isLive} isReady={!isComing || isLate} />
          <div class="toast" role="status">
            {visibleText(said)}
          </div>
        </ShownContext.Provider>
      )}
    </Told>
  );
}

/** Whether something has been coming for a while. */
function useLate(isComing: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isComing) return undefined;
    const waiting = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(waiting);
  }, [isComing]);
  return isLate;
}

/** Models of sessions, those of most sessions first. */
function modelsOf(told: SessionsResult | null): { agent: string; model: string | null }[] {
  const counts = new Map<string, { agent: string; model: string | null; count: number }>();
  for (const { agent, model } of told?.sessions ?? []) {
    const name = modelName(model, agent);
    counts.set(name, { agent, model, count: (counts.get(name)?.count ?? 0) + 1 });
  }
  return [...counts].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1)).map(([, each]) => each);
}

interface FrameProps {
  readonly about: About;
  readonly isLive: boolean;
  /** Whether a view can be drawn. */
  readonly isReady: boolean;
}

function Frame({ about, isLive, isReady }: FrameProps): JSX.Element {
  const view = useView();
  const copy = useCopy();
  const [open, setOpen] = useState<'file' | 'keys' | null>(null);
  useKeys(
    {
      '/': () => go({ kind: 'search', q: '' }),
      'g f': () => setOpen('file'),
      'g o': () => go({ kind: 'overview' }),
      'g s': () => go({ kind: 'sessions' }),
      'g c': () => go({ kind: 'compare', a: null, b: null }),
      // A page that has lines takes these for itself.
      j: () => focusRow(1),
      k: () => focusRow(-1),
      '?': () => setOpen('keys'),
      y: () => copy(fragmentOf(view)),
    },
    true,
  );
  const title = titleOf(view);
  useEffect(() => {
    document.title = title === '' ? `${about.repository.name} · ai-blame` : `${title} · ${about.repository.name}`;
  }, [title, about]);
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header class="top">
        <To view={{ kind: 'overview' }} className="brand">
          ai-blame
        </To>
        <nav aria-label="Pages">
          <Nav view={view} to={{ kind: 'overview' }} label="Overview" />
          <Nav view={view} to={{ kind: 'sessions' }} label="Sessions" />
          <Nav view={view} to={{ kind: 'compare', a: null, b: null }} label="Compare" />
          <Nav view={view} to={{ kind: 'search', q: '' }} label="Search" />
        </nav>
        <span class="top-end">
          {about.copy === undefined && <span class={`live ${isLive ? 'on' : ''}`}>{isLive ? 'live' : 'not live'}</span>}
          <button type="button" onClick={() => setOpen('file')}>
            Go to file
          </button>
          <button type="button" onClick={() => setOpen('keys')} aria-label="Keys and words">
            ?
          </button>
        </span>
      </header>
      {isReady && <Shown view={view} />}
      {open === 'file' && <QuickOpen onClose={() => setOpen(null)} />}
      {open === 'keys' && <KeyHelp onClose={() => setOpen(null)} />}
    </>
  );
}

function skip(): void {
  const main = document.querySelector('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
}

function Nav({ view, to, label }: { view: View; to: View; label: string }): JSX.Element {
  return (
    <a href={fragmentOf(to)} {...(view.kind === to.kind ? { 'aria-current': 'page' } : {})}>
      {label}
    </a>
  );
}

function Shown({ view }: { view: View }): JSX.Element {
  switch (view.kind) {
    case 'overview':
      return <OverviewPage />;
    case 'file':
      return <FilePage key={view.file} view={view} />;
    case 'state':
      return <StatePage key={view.file} view={view} />;
    case 'range':
      return <RangePage key={view.file} view={view} />;
    case 'turn':
      return <TurnPage view={view} />;
    case 'edit':
      return <EditPage view={view} />;
    case 'session':
      return <SessionPage view={view} />;
    case 'sessions':
      return <SessionsPage />;
    case 'compare':
      return <ComparePage view={view} />;
    case 'search':
      return <SearchPage view={view} />;
    case 'unknown':
      return (
        <main class="page">
          <h1>No such view</h1>
          <Trouble
            message={`#${view.text} names nothing that this page shows`}
            hint="Links look like #file=src%2Fa.ts&line=4"
          />
        </main>
      );
  }
}

function titleOf(view: View): string {
  switch (view.kind) {
    case 'file':
    case 'state':
    case 'range':
      return view.file;
    case 'turn':
      return `Turn ${view.turn}`;
    case 'edit':
      return `Edit ${view.edit}`;
    case 'session':
      return `Session ${view.session.slice(0, 13)}`;
    case 'sessions':
      return 'Sessions';
    case 'compare':
      return 'Compare';
    case 'search':
      return 'Search';
    default:
      return '';
  }
}
