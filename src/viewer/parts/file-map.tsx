import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { FileShares } from '../../model/stats-result.js';
import { shareOf } from '../../render/percentages.js';
import { treeMap } from '../paint/tree-map.js';
import { visibleText } from '../paint/visible-text.js';
import { counted } from '../paint/words.js';
import { fragmentOf } from '../route/view.js';
import { To } from './link.js';
import { VirtualRows } from './virtual-rows.js';

const WIDTH = 1000;
const HEIGHT = 360;
/** Smaller files are left to the list below. */
const MOST = 400;
const ORIGINS = ['agent', 'commit', 'preexisting', 'untraced'] as const;
const ROW = 30;

/** The repository's files as areas of their lines, each split by origin; and the same as a list. */
export function FileMap({ files }: { files: readonly FileShares[] }): JSX.Element {
  const [within, setWithin] = useState('');
  const inside = useMemo(() => files.filter(({ path }) => path.startsWith(within)), [files, within]);
  const largest = useMemo(() => [...inside].sort((a, b) => b.lines.total - a.lines.total).slice(0, MOST), [inside]);
  const tiles = useMemo(() => treeMap(largest, ({ lines }) => lines.total, WIDTH, HEIGHT), [largest]);
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
      <svg
        class="file-map"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="group"
        aria-label="Files by lines, coloured by origin"
      >
        {tiles.map(({ item, x, y, width, height }) => {
          const { path, lines } = item;
          let from = x;
          return (
            <a
              key={path}
              href={fragmentOf({ kind: 'file', file: path, line: null, only: null })}
              aria-label={told(item)}
              tabIndex={-1}
            >
              <title>{told(item)}</title>
              {ORIGINS.map((origin) => {
                const part = (lines[origin] / lines.total) * width;
                const rect = (
                  <rect key={origin} class={`fill origin-${origin}`} x={from} y={y} width={part} height={height} />
                );
                from += part;
                return lines[origin] === 0 ? null : rect;
              })}
              <rect class="tile-edge" x={x} y={y} width={width} height={height} />
              {width > 70 && height > 18 && (
                <text x={x + 6} y={y + 15}>
                  {nameFor(path, width)}
                </text>
              )}
            </a>
          );
        })}
      </svg>
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
          attributes={{ role: 'list', 'aria-label': 'Files, most lines first' }}
          row={(index) => {
            const file = inside[index] as FileShares;
            return (
              <div key={file.path} class="file-row" role="listitem">
                <To view={{ kind: 'file', file: file.path, line: null, only: null }}>{visibleText(file.path)}</To>
                <span class="quiet">
                  {shareOf(file.lines.agent, file.lines.total)} of {counted(file.lines.total, 'line', 'lines')}
                </span>
              </div>
            );
          }}
        />
      </div>
    </>
  );
}

function told({ path, lines }: FileShares): string {
  return `${visibleText(path)}: ${shareOf(lines.agent, lines.total) || 'nothing'} of ${counted(lines.total, 'line', 'lines')} by agents`;
}

/** As much of a name as its tile has room for. */
function nameFor(path: string, width: number): string {
  const name = visibleText(path.slice(path.lastIndexOf('/') + 1));
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
