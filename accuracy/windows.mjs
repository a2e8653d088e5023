/**
 * What happened to the files of a world, in order; and from it: what evidence can there be for a line at best?
 *
 * A window of a file lies between two snapshots that cover it and are still stored.
 */
export class Windows {
  #events = [];

  get now() {
    return this.#events.length;
  }

  snapshot(ghost, prefix) {
    this.#events.push({ kind: 'snapshot', ghost, prefix });
  }

  /**
   * @param turn key of the turn that ran it
   * @param paths files that its text names; null: it can have written any
   * @param by what ran: 'command'; 'patch', which only traces without patches tell as a command; 'cut patch', of which no trace
   * tells whether it was applied
   */
  command(turn, paths, by = 'command') {
    this.#events.push({ kind: 'command', turn, paths, by });
  }

  /** Somebody else than an agent changed a file. */
  touched(by, path) {
    this.#events.push({ kind: 'touched', by, path });
  }

  renamed(from, to) {
    this.#events.push({ kind: 'renamed', from, to });
  }

  /**
   * The window in which a line was written.
   * @param path where it was written
   * @param at the writing's place among the events
   * @param lost whether a snapshot is not stored any more
   * @param patchesAreCommands whether the traces tell patches as commands that say nothing of files
   */
  of(path, at, lost, patchesAreCommands) {
    const covers = (event, name) =>
      event.kind === 'snapshot' && !lost(event.ghost) && (event.prefix === '' || name.startsWith(`${event.prefix}/`));
    let name = path;
    let from = Math.min(at, this.#events.length) - 1;
    for (; from >= 0 && !covers(this.#events[from], name); from--) {
      const event = this.#events[from];
      if (event.kind === 'renamed' && event.to === name) name = event.from;
    }
    name = path;
    let to = at;
    for (; to < this.#events.length && !covers(this.#events[to], name); to++) {
      const event = this.#events[to];
      if (event.kind === 'renamed' && event.from === name) name = event.to;
    }
    const inside = this.#events.slice(from + 1, to);
    const names = namesOf(path, inside);
    const able = inside.filter((event) => {
      if (event.kind !== 'command' || (event.by === 'patch' && !patchesAreCommands)) return false;
      const saysNothing = event.paths === null || (event.by !== 'command' && patchesAreCommands);
      return saysNothing || event.paths.some((known) => names.has(known));
    });
    return {
      isOpened: from >= 0,
      isClosed: to < this.#events.length,
      /** Turns that ran something that can have written the file. */
      turns: [...new Set(able.map(({ turn }) => turn))],
      touched: inside.some((event) => event.kind === 'touched' && names.has(event.path)),
    };
  }
}

/** The names that a file had in a window. */
function namesOf(path, events) {
  const names = new Set([path]);
  const renames = events.filter(({ kind }) => kind === 'renamed');
  for (const { from, to } of renames) if (names.has(from)) names.add(to);
  for (const { from, to } of renames.toReversed()) if (names.has(to)) names.add(from);
  return names;
}
