import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { TranscriptResult, TranscriptTurn } from '../../model/transcript.js';
import type { DiffAnswer } from '../../model/travel-answers.js';
import { useAnswer } from '../data/use-answer.js';
import { useKeys } from '../keys/use-keys.js';
import { visibleText } from '../paint/visible-text.js';
import { counted, shortSession, timeText } from '../paint/words.js';
import { Caveats } from '../parts/caveats.js';
import { CopyLink } from '../parts/copy-link.js';
import { Crumbs } from '../parts/crumbs.js';
import { EditCard } from '../parts/edit-card.js';
import { FileDiff } from '../parts/file-diff.js';
import { Portion } from '../parts/portion.js';
import { Told, Trouble, Warnings } from '../parts/told.js';
import { TurnEntries } from '../parts/turn-entries.js';
import { WhichSession } from '../parts/which-session.js';
import { go } from '../route/use-view.js';
import type { View } from '../route/view.js';
import { useShown } from './shown.js';

type TurnView = Extract<View, { kind: 'turn' }>;

/** Files whose changes have a place on the page at once. */
const MOST_FILES = 200;

/** One turn: what was asked, what was said and run, and what it changed in all files. */
export function TurnPage({ view }: { view: TurnView }): JSX.Element {
  const { session, turn } = view;
  const transcript = useAnswer<TranscriptResult>('transcript', { session, turn });
  const diff = useAnswer<DiffAnswer>('turn', { session, turn });
  const whole = transcript.value?.session.id ?? session;
  const total = transcript.value?.totalTurns ?? turn;
  const to = (index: number): void => {
    if (index >= 1 && index <= total && index !== turn) go({ kind: 'turn', session: whole, turn: index, edit: null });
  };
  useKeys({ '[': () => to(turn - 1), ']': () => to(turn + 1), u: () => go({ kind: 'session', session: whole }) });
  return (
    <main class="page">
      <Crumbs
        steps={[
          { label: 'Sessions', view: { kind: 'sessions' } },
          { label: shortSession(session), view: { kind: 'session', session: whole } },
        ]}
      />
      <header class="page-head">
        <h1>Turn {turn}</h1>
        {transcript.value !== null && <span class="quiet">of {total}</span>}
        <span class="buttons">
          <button type="button" onClick={() => to(turn - 1)} disabled={turn <= 1} aria-label="The turn before">
            ‹
          </button>
          <button type="button" onClick={() => to(turn + 1)} disabled={turn >= total} aria-label="The next turn">
            ›
          </button>
          <CopyLink view={{ ...view, session: whole }} />
        </span>
      </header>
      {transcript.failure !== null ? (
        <WhichSession session={session} turn={turn} failure={transcript.failure} />
      ) : (
        <>
          <Told answer={transcript}>
            {(told) => {
              const first = told.turns[0];
              if (first === undefined)
                return <Trouble message={`This session has no turn ${turn}`} hint={`It has ${told.totalTurns}.`} />;
              return (
                <>
                  <Who turn={first} agent={told.session.agent} />
                  {told.secretsReplaced > 0 && (
                    <p class="quiet">
                      {counted(told.secretsReplaced, 'secret was', 'secrets were')} taken out: [redacted] stands there.
                    </p>
                  )}
                  <Warnings warnings={told.warnings} />
                  <TurnEntries turn={first} edits={told.edits} />
                </>
              );
            }}
          </Told>
          <h2>What it changed</h2>
          <Told answer={diff}>{(answer) => <Changes answer={answer} wanted={view.edit} />}</Told>
        </>
      )}
    </main>
  );
}

function Changes({ answer, wanted }: { answer: DiffAnswer; wanted: string | null }): JSX.Element {
  const { about, accents } = useShown();
  const edits = Object.values(answer.edits).filter(({ id }) => wanted !== null && id.startsWith(wanted));
  useEffect(() => {
    if (edits[0] !== undefined) document.getElementById('wanted-edit')?.scrollIntoView({ block: 'center' });
  }, [edits[0]?.id]);
  return (
    <>
      <Caveats caveats={answer.caveats} />
      <p class="quiet">{counted(answer.files.length, 'file', 'files')}</p>
      {wanted !== null && edits.length === 0 && <Trouble message={`${wanted} is no edit of this turn`} hint={null} />}
      {edits.map((edit) => (
        <div key={edit.id} id="wanted-edit" class="wanted">
          <EditCard edit={edit} accents={accents} evidence={about.evidence} />
        </div>
      ))}
      <Portion items={answer.files} size={MOST_FILES} one="file" many="files">
        {(files) => files.map((file) => <FileDiff key={file.path} file={file} edits={answer.edits} line={null} />)}
      </Portion>
    </>
  );
}

/** The models that answered in a turn, and what became of it. */
function Who({ turn, agent }: { turn: TranscriptTurn; agent: string }): JSX.Element {
  const { accents } = useShown();
  const models = [...new Set(turn.entries.flatMap(({ model }) => model ?? []))];
  return (
    <p class="quiet">
      {models.map((model) => (
        <span key={model} class={accents.ofModel(model, agent).className}>
          <span class="swatch" aria-hidden="true" /> <span class="ink">{visibleText(model)}</span>{' '}
        </span>
      ))}
      {visibleText(agent)} · {turn.status === 'open' ? 'not told to have ended' : turn.status} ·{' '}
      {timeText(turn.startedAt)}
    </p>
  );
}
