import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** How far from what is in sight something is drawn already. */
const NEAR = '900px 0px';

/** Draws what is in sight or near to it; of the rest only its height (pixels) is kept. */
export function WhenNear({ height, children }: { height: number; children: () => ComponentChildren }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting === true), {
      rootMargin: NEAR,
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} style={isNear ? undefined : { height: `${height}px` }}>
      {isNear && children()}
    </div>
  );
}
