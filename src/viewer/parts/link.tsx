import type { ComponentChildren, JSX } from 'preact';
import { fragmentOf, type View } from '../route/view.js';

/** A link to a view of this page. */
export function To(props: {
  view: View;
  children: ComponentChildren;
  className?: string;
  label?: string;
}): JSX.Element {
  const { view, children, className, label } = props;
  return (
    <a
      href={fragmentOf(view)}
      {...(className === undefined ? {} : { class: className })}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {children}
    </a>
  );
}
