import type { ComponentChildren, JSX } from 'preact';
import { visibleText } from '../paint/visible-text.js';
import { fragmentOf, type View } from '../route/view.js';
import { To } from './link.js';

interface FileHeadProps {
  readonly file: string;
  readonly current: 'blame' | 'history' | 'diff';
  readonly history: View;
  readonly children?: ComponentChildren;
}

/** The file's name and the ways to look at it. */
export function FileHead({ file, current, history, children }: FileHeadProps): JSX.Element {
  const tabs: readonly { readonly name: typeof current; readonly label: string; readonly view: View }[] = [
    { name: 'blame', label: 'Blame', view: { kind: 'file', file, line: null, only: null } },
    { name: 'history', label: 'Time travel', view: history },
    { name: 'diff', label: 'Differences', view: { kind: 'range', file, from: '0', to: 'worktree', line: null } },
  ];
  return (
    <div class="file-head">
      <h1>{visibleText(file)}</h1>
      <nav class="tabs" aria-label="Ways to look at this file">
        {tabs.map(({ name, label, view }) => (
          <a key={name} href={fragmentOf(view)} {...(name === current ? { 'aria-current': 'page' } : {})}>
            {label}
          </a>
        ))}
      </nav>
      {children}
    </div>
  );
}

/** What a view belongs to, as links: sessions, a session, a turn. */
export function Crumbs({ steps }: { steps: readonly { readonly label: string; readonly view: View }[] }): JSX.Element {
  return (
    <nav class="crumbs" aria-label="Where this is">
      {steps.map(({ label, view }) => (
        <span key={label}>
          <To view={view}>{visibleText(label)}</To>
        </span>
      ))}
    </nav>
  );
}
