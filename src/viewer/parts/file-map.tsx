import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FileShares } from '../../model/stats-result.js';
import { shareOf } from '../../render/percentages.js';
import { type MapArea, nestedMap } from '../paint/nested-map.js';
import type { Tile } from '../paint/tree-map.js';
import { visibleText } from '../paint/visible-text.js';
import { counted } from '../paint/words.js';
import { fragmentOf } from '../route/view.js';
import { To } from './link.js';
import { VirtualRows } from './virtual-rows.js';

const USUAL_WIDTH = 1000;
const LEAST_WIDTH = 200;
const HEIGHT = 400;
/** Smaller files are left to the list below. */
const MOST = 400;
const ORIGINS = ['agent', 'commit', 'preexisting', 'untraced'] as const;
const ROW = 30;

/** The repository's files as areas of their lines, each split by origin; and the same as a list. */
export function FileMap({ files }: { files: readonly FileShares[] }): JSX.Element {
  const [within, setWithin] = useState('');
  const inside = useMemo(() => files.filter(({ path }) => path.startsWith(within)), [files, within]);
  const largest = useMemo(() => [...inside].sort((a, b) => b.lines.total - a.lines.total).slice(0, MOST), [inside]);
  const [frame, width] = useWidth();
  const areas = useMemo(() => nestedMap(largest, within, width, HEIGHT), [largest, within, width]);
  const folders = useMemo(() => foldersIn(inside, within), [inside, within]);
  return (
    <>
      {(within !== '' || folders.length > 0) && (
        <div class="chips" role="group" aria-label="Folder">
          {within !== '' && (
            <button type="button" class="chip plain" onClick={() => setWithin(within.replace(/[^/]+\/$/, ''))}>
              ‹ {visibleText(within)}
            </button>
          )}
          {folders.map((folder) => (
            <button key={folder} type="button" class="chip plain" onClick={() => setWithin(folder)}>
              {visibleText(folder.slice(within.length))}
            </button>
          ))}
        </div>
      )}
      <div ref={frame} class="file-map-box">
        <svg
          class="file-map"
          viewBox={`0 0 ${width} ${HEIGHT}`}
          width={width}
          height={HEIGHT}
          role="group"
          aria-label="Files by lines, coloured by origin"
        >
          {areas.map((area) => (
            <Area key={area.folder} area={area} within={within} onGo={setWithin} />
          ))}
        </svg>
      </div>
      <p class="quiet keys-to-origins">
        {ORIGINS.map((origin) => (
          <span key={origin} class={`origin-${origin}`}>
            <span class="swatch" aria-hidden="true" /> {origin}
          </span>
        ))}
        {inside.length > MOST && <span>The {MOST} largest are drawn; all are in the list.</span>}
      </p>
      <div class="file-list-box" style={{ height: `${Math.min(inside.length, 12) * ROW + 2}px` }}>
        <VirtualRows
          className="file-list"
          count={inside.length}
          rowHeight={ROW}
          attributes={{ role: 'list', 'aria-label': 'Files, those with most lines of agents first' }}
          row={(index) => {
            const file = inside[index] as FileShares;
            return (
              <div key={file.path} class="file-row" role="listitem">
                <To view={{ kind: 'file', file: file.path, line: null, only: null }}>{visibleText(file.path)}</To>
                <span class="quiet">
                  {shareOf(file.lines.agent, file.lines.total) || '0 %'}
                  <span class="of"> of {counted(file.lines.total, 'line', 'lines')}</span>
                </span>
              </div>
            );
          }}
        />
      </div>
    </>
  );
}

/** A folder's files, below its name. */
function Area({ area, within, onGo }: { area: MapArea; within: string; onGo: (folder: string) => void }): JSX.Element {
  const { folder, x, y, width, height, tiles } = area;
  const name = visibleText(folder.slice(within.length));
  return (
    <g>
      {area.hasName && (
        // The buttons above are the way by keyboard.
        <g class="area" onClick={() => onGo(folder)}>
          <title>{`${visibleText(folder)}: ${counted(area.lines, 'line', 'lines')}`}</title>
          <rect x={x} y={y} width={width} height={height} />
          <text x={x + 6} y={y + 14}>
            {nameFor(name, width)}
          </text>
        </g>
      )}
      {tiles.map((tile) => (
        <FileTile key={tile.item.path} tile={tile} />
      ))}
    </g>
  );
}

function FileTile({ tile: { item, x, y, width, height } }: { tile: Tile<FileShares> }): JSX.Element {
  const { path, lines } = item;
  let from = x;
  return (
    <a
      href={fragmentOf({ kind: 'file', file: path, line: null, only: null })}
      aria-label={told(item)}
      // Hundreds of stops on the way through the page: the list below has all files for the keyboard.
      tabIndex={-1}
    >
      <title>{told(item)}</title>
      {ORIGINS.map((origin) => {
        const part = (lines[origin] / lines.total) * width;
        const rect = <rect key={origin} class={`fill origin-${origin}`} x={from} y={y} width={part} height={height} />;
        from += part;
        return lines[origin] === 0 ? null : rect;
      })}
      <rect class="tile-edge" x={x} y={y} width={width} height={height} />
      {width > 56 && height > 18 && (
        <text x={x + 6} y={y + 15}>
          {nameFor(visibleText(path.slice(path.lastIndexOf('/') + 1)), width)}
        </text>
      )}
    </a>
  );
}

/** The width of an element in pixels, as it is now. */
function useWidth(): [frame: RefObject<HTMLDivElement>, width: number] {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(USUAL_WIDTH);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void => setWidth(Math.max(LEAST_WIDTH, element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, width];
}

function told({ path, lines }: FileShares): string {
  return `${visibleText(path)}: ${shareOf(lines.agent, lines.total) || 'nothing'} of ${counted(lines.total, 'line', 'lines')} by agents`;
}

/** As much of a name as its tile has room for. */
function nameFor(name: string, width: number): string {
  const room = Math.floor((width - 10) / 7);
  return name.length <= room ? name : `${name.slice(0, Math.max(1, room - 1))}…`;
}

/** Folders one step below `within`, the fullest first. */
function foldersIn(files: readonly FileShares[], within: string): string[] {
  const lines = new Map<string, number>();
  for (const { path, lines: each } of files) {
    const end = path.indexOf('/', within.length);
    if (end < 0) continue;
    const folder = path.slice(0, end + 1);
    lines.set(folder, (lines.get(folder) ?? 0) + each.total);
  }
  return [...lines]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([folder]) => folder)
    .slice(0, 24);
}
