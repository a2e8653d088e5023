import { sameLines } from './chain.js';
import type { FollowedFile } from './followed-file.js';
import type { CommandEntry } from './timeline.js';
import type { TextSubstitution, WholeFileWrite } from './trace-texts.js';
import { canMake, findWindowOwner, namesAny } from './window-owner.js';

/** What the texts of commands tell of a file: moves, whole contents, substitutions. The commands are kept for what they do not tell. */
export class ToldCommands {
  readonly #file: FollowedFile;

  constructor(file: FollowedFile) {
    this.#file = file;
  }

  /** A command that moves the file, by its text. If that is all that it can do, no line is its. */
  move(entry: CommandEntry, before: string, after: string): void {
    const file = this.#file;
    const { event } = entry;
    if (event.writes === 'any') file.commands.push(entry);
    else file.assumeCommitted(before);
    if (file.chain.content == null || event.turn === null) return;
    const means = file.meansOf([event], after);
    const draft = file.draft({ event, evidence: 'inferred', path: after, previousPath: before, means });
    draft.action = 'rename';
    draft.before = file.contents.idOf(file.chain.content);
    draft.after = draft.before;
    file.drafts.list.push(draft);
  }

  /** @param isSeen the snapshot at the window's end shows better what the command did than its text can. */
  carryOut(entry: CommandEntry, path: string, isSeen: () => boolean): void {
    const { event } = entry;
    this.#file.commands.push(entry);
    if (event.outcome === 'applied' && namesAny(entry, [path], true)) this.#file.assumeCommitted(path);
    if (event.outcome !== 'applied' || event.turn === null) return;
    if (!entry.targets.some((target) => target.path === path) || isSeen()) return;
    const { writes, substitutions } = this.#file.input.texts.command(entry);
    for (const write of writes) if (write.path === path) this.#write(entry, write);
    for (const substitution of substitutions) if (substitution.path === path) this.#substitute(entry, substitution);
  }

  /** A command whose text is the file's whole new content. */
  #write(entry: CommandEntry, { path, content: text, op, last }: WholeFileWrite): void {
    const file = this.#file;
    // Where nothing has shown the file yet, what HEAD holds is what the command found.
    if (file.chain.version === null) {
      const committed = file.contents.in(file.head, path);
      // What was appended to may have been there without any commit.
      if (op === 'write' || committed !== null) file.assume(committed, true);
    }
    const known = file.chain.content;
    if (op === 'append' && (known === undefined || (known === null && this.#othersMayMake(path, entry)))) {
      if (last) file.appended.add(entry, text);
      return;
    }
    // What the text tells wholly explains the command: what differs later is somebody else's.
    if (last) file.acquit(entry);
    const content = Buffer.from(text, 'utf8');
    const written = op === 'append' && known != null ? Buffer.concat([known, content]) : content;
    if (sameLines(known, written)) return;
    const draft = file.recordInferred(entry.event, path, written);
    if (op === 'write') file.undatedWrites.add(draft);
  }

  /** Whether another command of the window may have made the file. */
  #othersMayMake(path: string, entry: CommandEntry): boolean {
    const others = this.#file.commands.filter((command) => command !== entry && canMake(command));
    return findWindowOwner(others, [path], false).kind !== 'nobody';
  }

  /** A command that replaces texts in the file. Where that changes nothing, it found another content than the one known. */
  #substitute(entry: CommandEntry, { path, apply, last }: TextSubstitution): void {
    const file = this.#file;
    const isFirst = file.chain.version === null;
    const known = isFirst ? file.contents.in(file.head, path) : file.chain.content;
    const written = known == null ? null : apply(known);
    if (known == null || written === null || sameLines(known, written)) return;
    if (isFirst) file.assume(known, true);
    if (last) file.acquit(entry);
    file.recordInferred(entry.event, path, written);
  }
}
