import type { JSX } from 'preact';
import type { BlameResult } from '../../model/blame-result.js';
import type { WhyResult } from '../../model/why-result.js';
import { useAnswer } from '../data/use-answer.js';
import { useShown } from '../pages/shown.js';
import { visibleText } from '../paint/visible-text.js';
import { timeText } from '../paint/words.js';
import { CopyLink } from './copy-link.js';
import { EditCard } from './edit-card.js';
import { To } from './link.js';
import { Told } from './told.js';

/** All that is known of one line: who wrote it and why, its whole life, and where the search for an agent ended. */
export function LinePanel({ blame, line }: { blame: BlameResult; line: number | null }): JSX.Element {
  const { about, accents } = useShown();
  const shown = line === null ? undefined : blame.lines[line - 1];
  if (line === null || shown === undefined) {
    return (
      <aside class="panel" aria-label="The chosen line">
        <p class="quiet">Choose a line to see who wrote it, what was asked, and how that is known.</p>
        <p class="quiet">
          <kbd>j</kbd> <kbd>k</kbd> lines, <kbd>n</kbd> <kbd>p</kbd> blocks, <kbd>?</kbd> all keys
        </p>
      </aside>
    );
  }
  const edit = shown.edit === null ? undefined : blame.edits[shown.edit];
  const commit = shown.commit === null ? undefined : blame.commits[shown.commit];
  return (
    <aside class="panel" aria-label={`Line ${line}`}>
      <p class="panel-head">
        <strong>Line {line}</strong> <CopyLink view={{ kind: 'file', file: blame.path, line, only: null }} />
      </p>
      {edit === undefined ? (
        <section>
          <h2 class={`origin-${shown.origin}`}>
            <span class="swatch" aria-hidden="true" /> {shown.origin}
          </h2>
          <p class="quiet">{about.origins[shown.origin]}</p>
        </section>
      ) : (
        <EditCard edit={edit} accents={accents} evidence={about.evidence} />
      )}
      {commit !== undefined && (
        <section>
          <h2>{edit === undefined ? 'Commit' : 'Committed'}</h2>
          <p>{visibleText(commit.summary)}</p>
          <p class="quiet">
            <code>{(shown.commit ?? '').slice(0, 12)}</code> {visibleText(commit.author)}, {timeText(commit.time)}
          </p>
        </section>
      )}
      <Life path={blame.path} line={line} />
    </aside>
  );
}

function Life({ path, line }: { path: string; line: number }): JSX.Element {
  const { about } = useShown();
  const answer = useAnswer<WhyResult>('why', { file: path, line });
  return (
    <section>
      <h2>Its life</h2>
      <Told answer={answer}>
        {(why) => (
          <>
            <ol class="life">
              {why.life.map((station, at) => {
                const edit = station.edit === null ? undefined : why.edits[station.edit];
                const commit = station.commit === null ? undefined : why.commits[station.commit];
                return (
                  <li key={`${at} ${station.time}`}>
                    <b>{station.role}</b>{' '}
                    {edit === undefined ? (
                      visibleText(commit === undefined ? station.origin : `${commit.author}: ${commit.summary}`)
                    ) : (
                      <To view={{ kind: 'edit', edit: edit.id }}>{visibleText(edit.model ?? edit.agent)}</To>
                    )}
                    <span class="quiet"> {timeText(station.time)}</span>
                    {station.text !== why.text && <pre class="was">{visibleText(station.text)}</pre>}
                  </li>
                );
              })}
            </ol>
            {why.ended !== null && <p class="quiet">{visibleText(why.ended.message)}</p>}
            {Object.values(why.looks).flat().length > 0 && (
              <details>
                <summary>What the agent had looked at</summary>
                <ul class="quiet">
                  {Object.values(why.looks)
                    .flat()
                    .map((look) => (
                      <li key={`${look.path} ${look.time}`}>
                        {visibleText(look.path)}
                        {look.lines !== null && `:${look.lines.first}–${look.lines.last}`}{' '}
                        {visibleText(look.tool ?? '')}
                      </li>
                    ))}
                </ul>
              </details>
            )}
            {why.origin !== 'agent' && why.ended === null && <p class="quiet">{about.origins[why.origin]}</p>}
          </>
        )}
      </Told>
    </section>
  );
}
