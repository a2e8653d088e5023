import type { JSX } from 'preact';
import { EVIDENCE_LEVELS } from '../../model/evidence.js';
import type { SessionsResult } from '../../model/session-list.js';
import type { StatsResult } from '../../model/stats-result.js';
import { EVIDENCE_MARKS } from '../../render/evidence-marks.js';
import { shareOf } from '../../render/percentages.js';
import { useAnswer } from '../data/use-answer.js';
import { modelName } from '../paint/accents.js';
import { visibleText } from '../paint/visible-text.js';
import { counted, timeText } from '../paint/words.js';
import { CopyNote } from '../parts/copy-note.js';
import { DaysChart } from '../parts/days-chart.js';
import { FileMap } from '../parts/file-map.js';
import { To } from '../parts/link.js';
import { ShareBar } from '../parts/share-bar.js';
import { Told, Warnings } from '../parts/told.js';
import { useShown } from './shown.js';

/** As the frame asks, so that one answer serves both. */
const LATEST = 200;
const TOLD = 8;

/** Whose a repository's lines are, over time and over its files, and what was talked about last. */
export function OverviewPage(): JSX.Element {
  const { about } = useShown();
  const sessions = useAnswer<SessionsResult>('sessions', { limit: LATEST });
  const stats = useAnswer<StatsResult>('stats');
  return (
    <main class="page overview">
      <h1>{visibleText(about.repository.name)}</h1>
      {about.copy !== undefined && <CopyNote copy={about.copy} version={about.version} />}
      <Told answer={stats}>{(told) => <Shares stats={told} />}</Told>
      <section>
        <h2>
          Latest sessions{' '}
          <To view={{ kind: 'sessions' }} className="more">
            all
          </To>
        </h2>
        <Told answer={sessions}>
          {(told) =>
            told.sessions.length === 0 ? (
              <p class="quiet">No agent left a session of this repository.</p>
            ) : (
              <LatestSessions sessions={told} />
            )
          }
        </Told>
      </section>
    </main>
  );
}

function Shares({ stats }: { stats: StatsResult }): JSX.Element {
  const { about, accents } = useShown();
  const { lines, byEvidence } = stats;
  return (
    <>
      <p class="lead">
        <strong>{shareOf(lines.agent, lines.total) || '0 %'}</strong> of {counted(lines.total, 'line', 'lines')} written
        by agents, in {counted(stats.edits.count, 'edit', 'edits')}
      </p>
      <ShareBar
        label="Lines by who wrote them"
        total={lines.total}
        shares={[
          ...stats.models.map(({ model, agent, lines: count }) => ({
            name: modelName(model, agent),
            className: accents.ofModel(model, agent).className,
            count,
          })),
          ...(['commit', 'preexisting', 'untraced'] as const).map((name) => ({
            name,
            className: `origin-${name}`,
            count: lines[name],
          })),
        ]}
      />
      <Warnings warnings={stats.warnings} />
      <div class="columns">
        <section>
          <h2>Models</h2>
          <table class="models">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Lines</th>
                <th scope="col">Share</th>
                <th scope="col">Edits</th>
              </tr>
            </thead>
            <tbody>
              {stats.models.map(({ model, agent, lines: count, edits }) => (
                <tr key={`${agent} ${model}`} class={accents.ofModel(model, agent).className}>
                  <th scope="row">
                    <span class="swatch" aria-hidden="true" /> {visibleText(model ?? 'model unknown')}{' '}
                    <span class="quiet">{visibleText(agent)}</span>
                  </th>
                  <td>{count.toLocaleString('en')}</td>
                  <td>{shareOf(count, lines.total)}</td>
                  <td>{edits.count.toLocaleString('en')}</td>
                </tr>
              ))}
              {(['commit', 'preexisting', 'untraced'] as const).map((origin) => (
                <tr key={origin} class={`origin-${origin}`}>
                  <th scope="row" title={about.origins[origin]}>
                    <span class="swatch" aria-hidden="true" /> {origin}
                  </th>
                  <td>{lines[origin].toLocaleString('en')}</td>
                  <td>{shareOf(lines[origin], lines.total)}</td>
                  <td />
                </tr>
              ))}
            </tbody>
          </table>
          <p class="evidence-line">
            {EVIDENCE_LEVELS.filter((level) => byEvidence[level] > 0).map((level) => (
              <span key={level} title={about.evidence[level]}>
                <span class="evidence-mark">{EVIDENCE_MARKS[level]}</span> {level}{' '}
                <span class="quiet">{shareOf(byEvidence[level], lines.agent)}</span>
              </span>
            ))}
          </p>
        </section>
        <section>
          <h2>Over time</h2>
          <DaysChart days={stats.days} />
        </section>
      </div>
      <section>
        <h2>Files</h2>
        <FileMap files={stats.files} />
      </section>
    </>
  );
}

function LatestSessions({ sessions: { sessions } }: { sessions: SessionsResult }): JSX.Element {
  const { accents } = useShown();
  return (
    <ul class="latest">
      {sessions.slice(0, TOLD).map((session) => (
        <li key={session.id} class={accents.ofModel(session.model, session.agent).className}>
          <span class="swatch" aria-hidden="true" />{' '}
          <To view={{ kind: 'session', session: session.id }}>{visibleText(session.title ?? session.id)}</To>{' '}
          <span class="quiet">
            {visibleText(session.model ?? session.agent)}, {counted(session.turns, 'turn', 'turns')},{' '}
            {timeText(session.createdAt)}
          </span>
        </li>
      ))}
    </ul>
  );
}
