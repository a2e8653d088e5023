import type { ComponentChildren, HTMLAttributes, JSX, Ref } from 'preact';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface RowsHandle {
  /** Brings a row (from 0) into sight; `center`: into the middle, unless it is in sight already. */
  show(row: number, how: 'nearest' | 'center'): void;
  focus(): void;
}

interface VirtualRowsProps {
  readonly count: number;
  /** Pixels; each row has this height. */
  readonly rowHeight: number;
  readonly row: (index: number) => ComponentChildren;
  readonly className?: string;
  readonly handle?: Ref<RowsHandle>;
  readonly onRange?: (first: number, last: number) => void;
  readonly onNearEnd?: () => void;
  readonly attributes?: HTMLAttributes<HTMLDivElement>;
}

/** Taller than any screen: a box that no style bounds must not draw everything. */
const MOST_SEEN = 300;
/** Rows beyond what is seen, so that a scroll finds them there. */
const BEYOND = 10;

/** A list of any length of which only what is in sight is in the page. */
export function VirtualRows(props: VirtualRowsProps): JSX.Element {
  const { count, rowHeight, row, className, handle, onRange, onNearEnd, attributes } = props;
  const box = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [seen, setSeen] = useState(50);

  const measure = (): void => {
    const element = box.current;
    if (element === null) return;
    setFirst(Math.floor(element.scrollTop / rowHeight));
    setSeen(Math.min(MOST_SEEN, Math.ceil(element.clientHeight / rowHeight) + 1));
  };
  useLayoutEffect(measure, [count, rowHeight]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  });

  useImperativeHandle(handle ?? null, () => ({
    show(index, how) {
      const element = box.current;
      if (element === null) return;
      const top = index * rowHeight;
      const isAbove = top < element.scrollTop;
      const isBelow = top + rowHeight > element.scrollTop + element.clientHeight;
      if (!isAbove && !isBelow) return;
      if (how === 'center') element.scrollTop = Math.max(0, top - element.clientHeight / 2);
      else element.scrollTop = isAbove ? top : top + rowHeight - element.clientHeight;
      measure();
    },
    focus() {
      box.current?.focus();
    },
  }));

  const start = Math.max(0, first - BEYOND);
  const end = Math.min(count, first + seen + BEYOND);
  useEffect(() => {
    onRange?.(first, Math.min(count, first + seen));
    if (end >= count) onNearEnd?.();
  }, [first, seen, count, end]);

  const rows: ComponentChildren[] = [];
  for (let index = start; index < end; index++) rows.push(row(index));
  return (
    <div {...attributes} class={`rows ${className ?? ''}`} ref={box} onScroll={measure} tabIndex={0}>
      <div class="rows-all" style={{ height: `${count * rowHeight}px` }} role="presentation">
        <div class="rows-seen" style={{ transform: `translateY(${start * rowHeight}px)` }} role="presentation">
          {rows}
        </div>
      </div>
    </div>
  );
}
