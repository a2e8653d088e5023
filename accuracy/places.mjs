/** Where a file is changed: `{ at, remove, insert }` in order, at least one untouched line apart; null where nothing fits. */
export function choosePlaces(lines, random, make) {
  const wanted = Number(random.weighted({ 1: 6, 2: 3, 3: 1 }));
  const places = [];
  let from = 0;
  for (let n = 0; n < wanted && from <= lines.length; n++) {
    const at = random.between(from, Math.min(lines.length, from + Math.ceil(lines.length / wanted)));
    const kind = random.weighted({ insert: 5, change: 4, remove: 1.5 });
    const remove = kind === 'insert' ? 0 : Math.min(lines.length - at, random.between(1, 2));
    if (kind !== 'insert' && remove === 0) continue;
    if (kind === 'remove' && lines.length - remove < 2) continue;
    places.push({ at, remove, insert: kind === 'remove' ? [] : make(random.between(1, 3)) });
    from = at + remove + 1;
  }
  return places.length === 0 ? null : places;
}

/** The lines with some of them indented further than they ever were. */
export function chooseIndented(world, lines, random, writer) {
  if (lines.length === 0) return lines;
  const from = random.below(lines.length);
  const to = Math.min(lines.length, from + random.between(1, 4));
  return lines.map((line, n) =>
    n < from || n >= to || line.text.trim() === '' ? line : world.line(`  ${line.text}`, writer),
  );
}
