import type { JSX, Ref } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { EVIDENCE_MARKS } from '../../render/evidence-marks.js';
import type { Token } from '../highlight/line-tokens.js';
import { useTokens } from '../highlight/use-tokens.js';
import type { Accents } from '../paint/accents.js';
import { type Block, blockAt } from '../paint/blocks.js';
import { type Code, ROW_HEIGHT } from '../paint/code.js';
import { visibleText } from '../paint/visible-text.js';
import { writerText } from '../paint/words.js';
import { HoverCard } from './hover-card.js';
import { Minimap, type SeenRange } from './minimap.js';
import { type RowsHandle, VirtualRows } from './virtual-rows.js';

interface CodeViewProps {
  readonly code: Code;
  readonly accents: Accents;
  /** From 1; null: none. */
  readonly selected: number | null;
  readonly onSelect: (line: number) => void;
  /** Lines that pass, by index; null: all do. */
  readonly passing: readonly boolean[] | null;
  readonly handle: Ref<RowsHandle>;
  readonly evidence: Readonly<Record<string, string>>;
}

/** The lines of a file beside who wrote them: the writer's colour, the mark of the evidence, their number, their text. */
export function CodeView(props: CodeViewProps): JSX.Element {
  const { code, accents, selected, onSelect, passing, handle, evidence } = props;
  const tokensOf = useTokens(code.path, code.texts);
  const [hovered, setHovered] = useState<{ readonly block: Block; readonly y: number } | null>(null);
  // What is in sight moves with every frame of a scroll: only the strip beside is to be drawn anew for that.
  const onSeen = useRef<(range: SeenRange) => void>(() => undefined);
  const digits = String(code.texts.length).length;
  const longest = useMemo(
    () =>
      Math.min(
        2000,
        code.texts.reduce((most, text) => Math.max(most, text.length), 0),
      ),
    [code],
  );
  const hovering = (event: MouseEvent, index: number): void => {
    const block = code.blocks[blockAt(code.blocks, index)];
    const box = (event.currentTarget as HTMLElement).closest('.code')?.getBoundingClientRect();
    if (block !== undefined && box !== undefined && hovered?.block !== block) {
      setHovered({ block, y: event.clientY - box.top });
    }
  };
  return (
    <div class="code" onMouseLeave={() => setHovered(null)}>
      <VirtualRows
        className={`code-rows digits-${digits}`}
        count={code.texts.length}
        rowHeight={ROW_HEIGHT}
        handle={handle}
        onRange={(first, last) => onSeen.current({ first, last })}
        attributes={{
          role: 'listbox',
          'aria-label': `Lines of ${visibleText(code.path)}, each with who wrote it`,
          ...(selected === null ? {} : { 'aria-activedescendant': `line-${selected}` }),
        }}
        row={(index) => {
          const block = code.blocks[blockAt(code.blocks, index)] as Block;
          return (
            <CodeRow
              key={index}
              index={index}
              code={code}
              block={block}
              accents={accents}
              tokens={tokensOf(index, index + 1)?.[0] ?? null}
              isSelected={selected === index + 1}
              isDimmed={passing !== null && passing[index] !== true}
              width={longest}
              onSelect={onSelect}
              onHover={hovering}
            />
          );
        }}
      />
      <Minimap code={code} accents={accents} passing={passing} seen={onSeen} onGo={(line) => onSelect(line)} />
      {hovered !== null && <HoverCard code={code} block={hovered.block} y={hovered.y} evidence={evidence} />}
    </div>
  );
}

interface CodeRowProps {
  readonly index: number;
  readonly code: Code;
  readonly block: Block;
  readonly accents: Accents;
  readonly tokens: readonly Token[] | null;
  readonly isSelected: boolean;
  readonly isDimmed: boolean;
  readonly width: number;
  readonly onSelect: (line: number) => void;
  readonly onHover: (event: MouseEvent, index: number) => void;
}

function CodeRow(props: CodeRowProps): JSX.Element {
  const { index, code, block, accents, tokens, isSelected, isDimmed, width, onSelect, onHover } = props;
  const edit = block.edit === null ? undefined : code.edits[block.edit];
  const isFirst = index === block.start;
  const mark = edit === undefined ? '' : EVIDENCE_MARKS[edit.evidence];
  const text = code.texts[index] ?? '';
  const writer = writerText(block, code.edits, code.commits);
  const classes = [
    'row',
    edit === undefined ? `origin-${block.origin}` : `origin-agent ${accents.of(edit).className}`,
    isFirst && 'first',
    isSelected && 'selected',
    isDimmed && 'dimmed',
  ];
  return (
    <div
      id={`line-${index + 1}`}
      class={classes.filter(Boolean).join(' ')}
      role="option"
      aria-selected={isSelected}
      aria-setsize={code.texts.length}
      aria-posinset={index + 1}
      onClick={() => onSelect(index + 1)}
      onMouseMove={(event) => onHover(event, index)}
    >
      <span class="bar" />
      <span class="writer">{writer}</span>
      <span class="mark">
        <span class="unseen">{edit?.evidence}</span>
        <span aria-hidden="true">{mark}</span>
      </span>
      <span class="number">{index + 1}</span>
      <span class="text" style={{ minWidth: `${width}ch` }}>
        {tokens === null
          ? visibleText(text)
          : tokens.map(({ text: piece, className }, at) =>
              className === null ? (
                visibleText(piece)
              ) : (
                <span key={at} class={className}>
                  {visibleText(piece)}
                </span>
              ),
            )}
      </span>
    </div>
  );
}
