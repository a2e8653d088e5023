import type { JSX } from 'preact';
import type { TraceResult } from '../../model/time-travel.js';
import type { DiffAnswer } from '../../model/travel-answers.js';
import type { EditsAnswer } from '../data/answers.js';
import { useAnswer } from '../data/use-answer.js';
import { visibleText } from '../paint/visible-text.js';
import { CopyLink } from '../parts/copy-link.js';
import { EditCard } from '../parts/edit-card.js';
import { FileDiff } from '../parts/file-diff.js';
import { To } from '../parts/link.js';
import { Told, Trouble } from '../parts/told.js';
import type { View } from '../route/view.js';
import { useShown } from './shown.js';

type EditView = Extract<View, { kind: 'edit' }>;

/** One edit, wherever it is; where its name is the beginning of several, these. */
export function EditPage({ view }: { view: EditView }): JSX.Element {
  const trace = useAnswer<TraceResult>('trace', { edit: view.edit });
  if (trace.failure !== null)
    return <Several name={view.edit} message={trace.failure.message} hint={trace.failure.hint} />;
  return (
    <main class="page">
      <Told answer={trace}>{({ edit }) => <Edit answer={{ edit }} />}</Told>
    </main>
  );
}

function Edit({ answer: { edit } }: { answer: TraceResult }): JSX.Element {
  const { about, accents } = useShown();
  const diff = useAnswer<DiffAnswer>('diff', { file: edit.path, from: `e:${edit.id}^`, to: `e:${edit.id}` });
  return (
    <>
      <header class="page-head">
        <h1>Edit {edit.id}</h1>
        <CopyLink view={{ kind: 'edit', edit: edit.id }} />
      </header>
      <EditCard edit={edit} accents={accents} evidence={about.evidence} />
      <Told answer={diff}>
        {(told) => (
          <>
            {told.files.map((file) => (
              <FileDiff key={file.path} file={file} edits={told.edits} line={null} />
            ))}
          </>
        )}
      </Told>
    </>
  );
}

function Several({ name, message, hint }: { name: string; message: string; hint: string | null }): JSX.Element {
  const all = useAnswer<EditsAnswer>('edits', {});
  const same = (all.value?.edits ?? []).filter(({ id }) => id.startsWith(name.toLowerCase()));
  return (
    <main class="page">
      <h1>Edit {visibleText(name)}</h1>
      <Trouble message={message} hint={same.length > 1 ? null : hint} />
      {same.length > 0 && (
        <>
          <h2>Which one?</h2>
          <ul class="plain-list">
            {same.map((edit) => (
              <li key={edit.id}>
                <To view={{ kind: 'edit', edit: edit.id }}>{edit.id}</To> {visibleText(edit.path)}{' '}
                <span class="quiet">{visibleText(edit.turn?.prompt ?? '')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </main>
  );
}
