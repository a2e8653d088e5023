import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { FileChangeBody } from '../model/agent-event.js';
import { sameLines } from './chain.js';
import { findChangeBase } from './change-base.js';
import { bringsLines, isBaseConfirmed } from './confirmed-base.js';
import type { Content, DraftEdit } from './draft-edit.js';
import { recordedAction, replacesAll } from './edit-action.js';
import type { NoFit } from './floating-change.js';
import type { FollowedFile } from './followed-file.js';
import type { GitChanges } from './git-changes.js';
import { isOfCall } from './moved-by-patch.js';
import { differsBySlips, quotedContent } from './quoted-content.js';
import { type Replayed, replayChange } from './replay.js';
import { shownAfterMove } from './shown-after-move.js';
import type { Sightings } from './sightings.js';
import type { ChangeEntry } from './timeline.js';
import { TimelineIndex } from './timeline-index.js';
import { findWindowOwner } from './window-owner.js';
import type { WindowSettler } from './window-settler.js';

/** Carries the recorded changes of a file out on what is known of it, as the agent did. */
export class RecordedChanges {
  readonly #file: FollowedFile;
  readonly #git: GitChanges;
  readonly #settler: WindowSettler;
  readonly #sightings: Sightings;

  constructor(file: FollowedFile, git: GitChanges, settler: WindowSettler, sightings: Sightings) {
    this.#file = file;
    this.#git = git;
    this.#settler = settler;
    this.#sightings = sightings;
  }

  /**
   * @param before the file's name before the change.
   * @param after its name after it.
   */
  carryOut(entry: ChangeEntry, before: string, after: string): void {
    const file = this.#file;
    const { event } = entry;
    const leaves = event.op === 'rename' && entry.oldPath === before && entry.path !== after;
    const moves = event.op === 'rename' || before !== after;
    const concerns = entry.path === (moves ? after : before);
    if (!concerns && !leaves) return;
    if (event.outcome === 'failed' || event.outcome === 'rejected') return;
    // One half of a move, which the addition tells as a whole.
    if (event.op === 'delete' && this.#isAddedElsewhere(entry)) return;
    // One half of writing the whole file anew: what it has again was not written.
    if (event.op === 'delete' && this.#isAddedAgain(entry)) return;
    if (leaves) {
      // The file goes on under its other name; the record of the move is told there.
      if (event.outcome !== 'applied') return;
      this.#settleMoved(entry.path);
      file.chain.record(null, file.chain.addStep({ kind: 'untraced' }), null);
      return;
    }
    const body = file.input.texts.change(event);
    if (event.outcome !== 'applied') {
      file.floating.add({ entry, body: this.#withBefore(body, before), draft: null, why: 'not_confirmed' });
      return;
    }
    const fits = (text: Buffer | null): boolean => replayChange(text, body) !== null;
    if (file.takenBack.isMarked && !fits(file.chain.content ?? null)) {
      const earlier = file.takenBack.versionThat(fits);
      if (earlier !== null) file.restore(earlier);
    }
    // A record of what the file held before it tells also whether it went back.
    if (body.before !== undefined) this.#sightings.see(body.before === null ? null : Buffer.from(body.before, 'utf8'));
    file.takenBack.clear();
    const found = findChangeBase(entry, body, {
      known: file.chain.content,
      knownAtHead: file.knownAtHead,
      head: file.head,
      headMoved: file.headMoved,
      contentIn: (commit) =>
        readCommit(file.input.repository.objects, commit) === null ? undefined : file.contents.in(commit, before),
      wasHeld: (content) => content !== null && file.replaced.versionWith(content) !== null,
    });
    if (found === null) {
      const draft = file.draft({ event, evidence: 'fragment', path: after, previousPath: entry.oldPath });
      draft.action = recordedAction(event);
      file.drafts.list.push(draft);
      file.floating.add({ entry, body, draft, why: whyNot(body, file.chain.content) });
      file.isStale = true;
      return;
    }
    const base = found.content;
    if (found.head !== null) this.#takeUpHead(found.head, base, before);
    else if (!Object.is(base, file.chain.content)) file.assume(base, !found.isCandidate);
    const replayedLoosely = replayChange(base, body);
    if (replayedLoosely === null) return;
    const { isWhole, content: written } = replayedLoosely;
    const isConfirmed = !isWhole || isBaseConfirmed(file, event, body, base) || !bringsLines(file, written);
    if (isWhole) file.wholeKnowledge.wrote(event, isConfirmed);
    const evidence = isConfirmed && !found.isCandidate ? this.#evidenceOf(body, replayedLoosely) : 'fragment';
    const { quoted, held } = replayedLoosely.rewritesContext
      ? this.#respell(base, body, before)
      : { quoted: base, held: base };
    const replayed = quoted === base ? replayedLoosely : replayChange(quoted, body);
    if (replayed === null) return;
    const draft = file.draft({ event, evidence, path: after, previousPath: moves ? before : null });
    draft.action = moves ? 'rename' : recordedAction(event, base);
    if (replacesAll(body)) file.isStale = false;
    if (isWhole) file.undatedWrites.add(draft);
    if (!file.isStale) {
      draft.before = file.contents.idOf(held);
      draft.after = file.contents.idOf(replayed.content);
    }
    this.#record(draft, replayed, body);
    file.drafts.list.push(draft);
  }

  /** Of a whole content that may have been written, what was there before is nothing that it brought. */
  #withBefore(body: FileChangeBody, path: string): FileChangeBody {
    const file = this.#file;
    if (body.before !== undefined) return body;
    const known = file.chain.content ?? (file.head === null ? null : file.contents.in(file.head, path));
    return known == null ? body : { ...body, before: known.toString('utf8') };
  }

  /** What the person made of a proposal before it was carried out is the person's: the proposal alone is the agent's. */
  #record(draft: DraftEdit, { content, hunks }: Replayed, { amended }: FileChangeBody): void {
    const { chain } = this.#file;
    const step = this.#file.agentStep(draft);
    if (amended === undefined || amended.proposed === null) {
      Object.assign(draft, chain.record(content, step, hunks));
      return;
    }
    Object.assign(draft, chain.record(Buffer.from(amended.proposed, 'utf8'), step, null));
    chain.record(content, chain.addStep({ kind: 'untraced' }), null);
  }

  /**
   * A patch quotes lines otherwise than the file is known to hold them. Either the model's spelling slipped, and Codex wrote it so
   * (case C30); or the lines had changed before, by a command or a person. Slips are taken for such only where nothing ran since
   * the file was seen.
   *
   * @returns what the patch takes for the file's content, and what the file is told to have held: where it is undecided whether it
   * was changed, what is known of it.
   */
  #respell(base: Buffer | null, body: FileChangeBody, path: string): { quoted: Buffer | null; held: Buffer | null } {
    const file = this.#file;
    const quoted = base === null ? null : quotedContent(base, body);
    if (base === null || quoted === null || sameLines(base, quoted)) return { quoted: base, held: base };
    const owner = findWindowOwner(file.commands, [path], false);
    if (owner.kind === 'nobody' && differsBySlips(base, quoted)) return { quoted: base, held: base };
    if (owner.kind === 'undecided') file.warnUndecided(owner.turns, path);
    if (owner.kind === 'turn' && file.isBounded(owner)) file.recordInferred(owner.command, path, quoted);
    else file.chain.record(quoted, file.chain.addStep({ kind: 'untraced' }), null);
    return { quoted, held: owner.kind === 'undecided' ? base : quoted };
  }

  /** Whether the file had followed HEAD before it went is told by what it goes on as: here it may come back as it was. */
  #settleMoved(to: string): void {
    const file = this.#file;
    if (!this.#git.hasOpenResets) return;
    const shown = shownAfterMove(file, file.chain.at, to);
    if (shown !== null) this.#git.settleResets(shown);
  }

  /** Whether the same call adds the file again that it deleted. */
  #isAddedAgain(deletion: ChangeEntry): boolean {
    const { chain, input } = this.#file;
    return TimelineIndex.of(input.entries)
      .naming(deletion.path)
      .some((k) => {
        const entry = input.entries[k];
        return k > chain.at && isOfCall(entry, deletion) && entry.event.op === 'create' && entry.path === deletion.path;
      });
  }

  /** Whether the file goes on under the name of another file that the same call adds. */
  #isAddedElsewhere(deletion: ChangeEntry): boolean {
    const plan = this.#file.plan;
    return plan.renames.some(
      (k) =>
        plan.before(k) === deletion.path &&
        plan.after(k) !== deletion.path &&
        isOfCall(this.#file.input.entries[k], deletion),
    );
  }

  /**
   * How well a change is known that was carried out. On a content that is known only in part it can be placed, but nothing
   * confirms the place; and where quoted lines had to be written anew, somebody else may have changed them before.
   */
  #evidenceOf(body: FileChangeBody, { rewritesContext, isDerived }: Replayed): DraftEdit['evidence'] {
    if (isDerived) return 'fragment';
    // A person changed it, and nobody knows what.
    if (body.amended?.proposed === null) return 'fragment';
    return (this.#file.isStale && !replacesAll(body)) || rewritesContext ? 'fragment' : 'exact';
  }

  /**
   * A change shows that the file is as in HEAD, and not as it was known to be: git put it so, or what was committed tells of what
   * nobody had seen.
   */
  #takeUpHead(commit: Oid, content: Buffer | null, path: string): void {
    const file = this.#file;
    this.#git.settleResets(content);
    if (content !== null && file.replaced.versionWith(content) !== null) {
      this.#git.replace(content, commit, { common: null });
      return;
    }
    const isStale = file.isStale;
    this.#settler.settle({
      kind: 'commit',
      content,
      blob: null,
      snapshot: null,
      commit,
      path,
      at: file.chain.at,
    });
    file.commands = file.commands.filter((command) => !file.beforeHead.includes(command));
    file.beforeHead = [];
    file.isStale = isStale;
  }
}

function whyNot(body: FileChangeBody, content: Content): NoFit {
  if (body.tellings.length === 0) return 'text_missing';
  if (content === undefined) return 'base_unknown';
  return content === null ? 'file_missing' : 'does_not_fit';
}
