import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Accents } from '../paint/accents.js';
import type { Code } from '../paint/code.js';

/** Lines from 0. */
export interface SeenRange {
  readonly first: number;
  readonly last: number;
}

interface MinimapProps {
  readonly code: Code;
  readonly accents: Accents;
  readonly passing: readonly boolean[] | null;
  /** Given what is to be told of the lines in sight. */
  readonly seen: { current: (range: SeenRange) => void };
  readonly onGo: (line: number) => void;
}

/** The whole file as a strip of its writers' colours; a click goes there. The listbox beside it is the way by keyboard. */
export function Minimap({ code, accents, passing, seen, onGo }: MinimapProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [range, setRange] = useState<SeenRange>({ first: 0, last: 0 });
  seen.current = setRange;
  const [size, setSize] = useState({ width: 0, height: 0, theme: '' });
  const total = Math.max(1, code.texts.length);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const measure = (): void =>
      setSize({ width: element.clientWidth, height: element.clientHeight, theme: dark.matches ? 'dark' : 'light' });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    dark.addEventListener('change', measure);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', measure);
    };
  }, []);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || size.height === 0) return;
    element.width = size.width * devicePixelRatio;
    element.height = size.height * devicePixelRatio;
    context.scale(devicePixelRatio, devicePixelRatio);
    const colors = new Map<string, string>();
    const probe = element.parentElement?.querySelector<HTMLElement>('.minimap-probe');
    const colorOf = (className: string): string => {
      const known = colors.get(className);
      if (known !== undefined || !probe) return known ?? 'gray';
      probe.className = `minimap-probe ${className}`;
      const color = getComputedStyle(probe).color;
      colors.set(className, color);
      return color;
    };
    const height = Math.min(size.height / total, 4);
    for (const block of code.blocks) {
      const edit = block.edit === null ? undefined : code.edits[block.edit];
      const isPassing = passing === null || passing[block.start] === true;
      context.globalAlpha = isPassing ? 1 : 0.15;
      context.fillStyle = colorOf(edit === undefined ? `origin-${block.origin}` : accents.of(edit).className);
      context.fillRect(
        0,
        block.start * height,
        size.width,
        Math.max(0.75, block.count * height - (height > 2 ? 0.5 : 0)),
      );
    }
  }, [code, accents, passing, size, total]);
  const height = Math.min(size.height / total, 4);
  return (
    <div
      class="minimap"
      aria-hidden="true"
      onClick={(event) => {
        const top = (event.currentTarget as HTMLElement).getBoundingClientRect().top;
        onGo(Math.min(total, Math.max(1, Math.round((event.clientY - top) / height))));
      }}
    >
      <span class="minimap-probe" />
      <canvas ref={canvas} />
      <div
        class="minimap-seen"
        style={{ top: `${range.first * height}px`, height: `${Math.max(4, (range.last - range.first) * height)}px` }}
      />
    </div>
  );
}
