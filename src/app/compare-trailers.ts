import type { Oid } from '../git/git-objects.js';
import type { ComparedTrailer, Disagreement } from '../model/notes-result.js';
import { type AgentTrailer, agentTrailers } from '../sharing/commit-trailers.js';
import { toolOf } from '../sharing/tool-names.js';
import { hereOf, type OurLine } from './compare-lines.js';

/** What the trailers of a commit say of agents, held against the lines that it introduced. */
export class TrailerComparison {
  readonly #commit: Oid;
  readonly #trailers: readonly AgentTrailer[];
  /** Lines of the commit, by file. */
  readonly #lines: { readonly path: string; readonly line: number; readonly edit: OurLine['edit'] }[] = [];

  constructor(commit: Oid, message: string) {
    this.#commit = commit;
    this.#trailers = agentTrailers(message);
  }

  get areThere(): boolean {
    return this.#trailers.length > 0;
  }

  /** @param ours one for each line of the file. */
  add(path: string, ours: readonly OurLine[]): void {
    for (const [n, { edit, isOfCommit }] of ours.entries()) {
      if (isOfCommit) this.#lines.push({ path, line: n + 1, edit });
    }
  }

  /**
   * A trailer is a hint about a whole commit, and no proof for a line: it disagrees with the traces where these show none of the commit's
   * lines to be the agent's.
   */
  end(): { readonly trailers: ComparedTrailer[]; readonly disagreements: Disagreement[] } {
    const trailers: ComparedTrailer[] = [];
    const disagreements: Disagreement[] = [];
    for (const { line, text, agent } of this.#trailers) {
      const isOf = (edit: OurLine['edit']): boolean =>
        edit !== null && (agent === null || toolOf(edit.agent) === toolOf(agent));
      const shown = this.#lines.filter(({ edit }) => isOf(edit)).length;
      trailers.push({ commit: this.#commit, line, text, agent, lines: shown });
      if (shown === 0) disagreements.push(...this.#runs(`line ${line} of the message: ${text}`));
    }
    return { trailers, disagreements };
  }

  #runs(proof: string): Disagreement[] {
    const runs: Disagreement[] = [];
    for (const { path, line, edit } of this.#lines) {
      const last = runs.at(-1);
      if (last?.path === path && last.last === line - 1 && last.here?.edit === edit?.id) {
        runs[runs.length - 1] = { ...last, last: line };
        continue;
      }
      const here = edit === null ? null : hereOf(edit);
      const span = { commit: this.#commit, path, first: line, last: line, kind: 'only-in-trailer' } as const;
      runs.push({ ...span, by: 'trailer', proof, here, note: null });
    }
    return runs;
  }
}
