/**
 * Patches as Codex's models write them, made from what is to be changed: never by comparing two contents.
 *
 * A change of a file is a list of places `{ at, remove, insert }`, in order, with untouched lines between them.
 */

/** The content after the changes. */
export function applyPlaces(lines, places) {
  const after = [];
  let from = 0;
  for (const { at, remove, insert } of places) {
    after.push(...lines.slice(from, at), ...insert);
    from = at + remove;
  }
  return [...after, ...lines.slice(from)];
}

/**
 * The chunks of an `*** Update File` (formats/codex.md, 11.2), or null where they would be placed elsewhere (11.3).
 * @param lines texts
 * @returns `chunks`: lines of the patch; `quoted`: numbers, from 0, of the lines that it quotes as they are
 */
export function updateChunks(lines, places, random) {
  const chunks = [];
  const quoted = [];
  let position = 0;
  for (const [n, { at, remove, insert }] of places.entries()) {
    const next = places[n + 1]?.at ?? lines.length;
    if (remove === 0 && at === lines.length && n === places.length - 1 && random.chance(0.5)) {
      // Nothing but additions: at the end of the file.
      chunks.push('@@', ...insert.map(({ text }) => `+${text}`));
      break;
    }
    const first = Math.max(position, at - random.between(0, 3));
    const last = Math.min(next, at + remove + random.between(0, 3));
    const before = lines.slice(first, at);
    const after = lines.slice(at + remove, last);
    if (before.length + remove + after.length === 0) {
      if (at > position) before.push(lines[at - 1]);
      else if (at + remove < next) after.push(lines[at + remove]);
      else return null;
    }
    const old = [...before, ...lines.slice(at, at + remove), ...after];
    const start = at - before.length;
    let head = '@@';
    let from = position;
    if (start > position && random.chance(0.4)) {
      const anchor = random.between(position, start - 1);
      const text = lines[anchor];
      if (text.trim() !== '' && lines.indexOf(text, position) === anchor) {
        head = `@@ ${text}`;
        from = anchor + 1;
      }
    }
    if (find(lines, old, from) !== start) return null;
    for (let n = start; n < at; n++) quoted.push(n);
    for (const n of after.keys()) quoted.push(at + remove + n);
    chunks.push(
      head,
      ...before.map((text) => ` ${text}`),
      ...lines.slice(at, at + remove).map((text) => `-${text}`),
      ...insert.map(({ text }) => `+${text}`),
      ...after.map((text) => ` ${text}`),
    );
    position = start + old.length;
  }
  return { chunks, quoted };
}

/**
 * A change line by line, as `diffOfSteps` takes it.
 * @param endOf line → how it ends now; the lines of `quoted` get the end `end`, as inserted ones do
 */
export function stepsOf(lines, places, endOf, quoted, end) {
  const steps = [];
  const keep = (kept) => {
    for (const line of kept) {
      const now = `${line.text}${endOf(line)}`;
      const then = quoted.has(line) ? `${line.text}${end}` : now;
      if (now === then) steps.push({ kind: ' ', text: now });
      else steps.push({ kind: '-', text: now }, { kind: '+', text: then });
    }
  };
  let from = 0;
  for (const { at, remove, insert } of places) {
    keep(lines.slice(from, at));
    for (const line of lines.slice(at, at + remove)) steps.push({ kind: '-', text: `${line.text}${endOf(line)}` });
    for (const { text } of insert) steps.push({ kind: '+', text: `${text}${end}` });
    from = at + remove;
  }
  keep(lines.slice(from));
  return steps;
}

/** Where Codex finds lines: at the first place where they stand; it also looks past blanks and quotes, so those count as equal. */
function find(lines, old, from) {
  const fold = (text) => text.trim();
  for (let at = from; at + old.length <= lines.length; at++) {
    if (old.every((text, n) => fold(lines[at + n]) === fold(text))) return at;
  }
  return -1;
}

/** The `unified_diff` of a structured record: one line of context (formats/codex.md, 11.5). */
export function unifiedDiff(lines, places) {
  const hunks = [];
  for (const place of places) {
    const last = hunks.at(-1);
    if (last !== undefined && place.at - 1 < last.end + 1) {
      last.places.push(place);
      last.end = place.at + place.remove;
    } else hunks.push({ start: place.at, end: place.at + place.remove, places: [place] });
  }
  let shift = 0;
  return hunks
    .map(({ start, end, places: own }) => {
      const first = Math.max(0, start - 1);
      const last = Math.min(lines.length, end + 1);
      const body = [];
      let from = first;
      for (const { at, remove, insert } of own) {
        body.push(...lines.slice(from, at).map((text) => ` ${text}`));
        body.push(...lines.slice(at, at + remove).map((text) => `-${text}`));
        body.push(...insert.map(({ text }) => `+${text}`));
        from = at + remove;
      }
      body.push(...lines.slice(from, last).map((text) => ` ${text}`));
      const before = last - first;
      const added = own.reduce((sum, { insert, remove }) => sum + insert.length - remove, 0);
      const after = before + added;
      const head = `@@ -${range(first, before)} +${range(first + shift, after)} @@`;
      shift += added;
      return `${[head, ...body].join('\n')}\n`;
    })
    .join('');
}

function range(start, count) {
  const line = count === 0 ? start : start + 1;
  return count === 1 ? `${line}` : `${line},${count}`;
}
