import { join, resolve } from 'node:path';
import type { EndedRun, Env } from '../env.js';
import { isThere, type Repository } from '../git/repository.js';
import { commentSign, fulfilRequests, isEmptyMessage, withRequests, withTrailers } from '../hooks/commit-message.js';
import { isSameFolder, readMessage, writeMessage } from '../hooks/message-file.js';
import type { GitHook } from '../model/hooks-result.js';
import type { ReportResult } from '../model/report-result.js';
import { NO_CONFIGURATION, readConfiguration } from './configuration.js';
import { openPlace } from './open-place.js';
import type { Place } from './place.js';

export interface HookRequest {
  readonly hook: GitHook;
  /** What git gave to the hook. */
  readonly given: readonly string[];
  /** Conditions as of `report --fail-on`. */
  readonly failOn: readonly string[];
  /** null: as the configuration says. */
  readonly trailer: string | null;
  readonly place: Place;
}

/** What came of a hook. */
export type HookOutcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reported'; readonly report: ReportResult }
  | { readonly kind: 'noted'; readonly lines: number; readonly files: number }
  /** Not done in time. */
  | { readonly kind: 'late'; readonly milliseconds: number; readonly isRefused: boolean }
  /** Something went wrong: one line of it. */
  | { readonly kind: 'trouble'; readonly message: string };

/** While one of these is under way, git makes commits anew that somebody made and described before. */
const REPLAYING = ['rebase-merge', 'rebase-apply', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'];
const NOTHING: HookOutcome = { kind: 'nothing' };
const MOST_NAME = 100;

/**
 * What a hook is there for, within the time that it has. Whatever reads traces is another run of this program: it is given up when
 * the time is over, even where it waits for a disk.
 */
export async function runHook(request: HookRequest, env: Env): Promise<HookOutcome> {
  const started = env.now();
  const repository = openPlace(request.place, env);
  try {
    if (!isMeant(repository, env)) {
      return { kind: 'trouble', message: 'the repository is one that GIT_DIR names, which is not followed' };
    }
    const isReplaying = REPLAYING.some((name) => isThere(join(repository.gitDir, name)));
    if (request.hook === 'commit-msg') return finishMessage(repository, request);
    if (isReplaying && request.hook !== 'pre-commit') return NOTHING;
    const hooks = hooksConfiguration(repository);
    const withinTime = (words: readonly string[]): Promise<EndedRun | null> =>
      env.runAgain(words, Math.max(0, started + hooks.timeoutMs - env.now()));
    const late = { kind: 'late', milliseconds: hooks.timeoutMs, isRefused: false } as const;
    switch (request.hook) {
      case 'pre-commit': {
        const policy = request.failOn.map((condition) => `--fail-on=${condition}`);
        const ended = await withinTime(['report', '--staged', '--json', ...policy]);
        if (ended === null) return { ...late, isRefused: hooks.onTimeout === 'fail' };
        const report = reportIn(ended);
        return report === null ? troubleOf(ended) : { kind: 'reported', report };
      }
      case 'prepare-commit-msg': {
        const file = messageFile(repository, request, env);
        if (isForOthers(repository, request, env)) return NOTHING;
        const words = ['report', '--staged', '--json', '--no-config', '--no-notes', '--all-files'];
        const ended = await withinTime([...words, '--min-evidence=snapshot']);
        if (ended === null) return late;
        const report = reportIn(ended);
        if (report === null) return troubleOf(ended);
        const trailers = trailersOf(report, request.trailer ?? hooks.trailer);
        prepareMessage(repository, file, trailers, sourceOf(request, env) === 'template');
        return NOTHING;
      }
      case 'post-commit': {
        const ended = await withinTime(['notes', 'write', 'HEAD', '--json']);
        return ended === null ? late : notedBy(ended);
      }
    }
  } finally {
    repository.close();
  }
}

/** Git tells a hook its directory where it is not plain to see; with `--git-dir` it may be that of another repository than lies here. */
function isMeant({ gitDir }: Repository, { cwd, variables }: Env): boolean {
  const { GIT_DIR = '' } = variables;
  return GIT_DIR === '' || isSameFolder(resolve(cwd, GIT_DIR), gitDir);
}

/** One that is wrong is told by what reads it next, and does not keep a commit from being made. */
function hooksConfiguration(repository: Repository): typeof NO_CONFIGURATION.hooks {
  try {
    return readConfiguration(repository).hooks;
  } catch {
    return NO_CONFIGURATION.hooks;
  }
}

/** A merge brings what others have made, and a squash tells of commits that have their own trailers in its text. */
function isForOthers(repository: Repository, request: HookRequest, env: Env): boolean {
  const source = sourceOf(request, env);
  return source === 'merge' || source === 'squash' || isThere(join(repository.gitDir, 'MERGE_HEAD'));
}

/** Where the message comes from, as git tells it; the pre-commit framework tells it by a variable. */
function sourceOf({ given }: HookRequest, { variables }: Env): string {
  return given[1] ?? variables.PRE_COMMIT_COMMIT_MSG_SOURCE ?? '';
}

function messageFile(repository: Repository, { given, place }: HookRequest, env: Env): string {
  const [file = ''] = given;
  return file === '' ? join(repository.gitDir, 'COMMIT_EDITMSG') : resolve(place.directory || env.cwd, file);
}

/**
 * Where there is no message yet, or only a template of one, a trailer would keep git from giving up a commit that nobody describes: it
 * is only asked for.
 */
function prepareMessage(repository: Repository, file: string, trailers: readonly string[], isTemplate: boolean): void {
  if (trailers.length === 0) return;
  const message = readMessage(file);
  const comment = commentSign(repository.config.get('core.commentchar'), message);
  const change = isTemplate || isEmptyMessage(message, comment) ? withRequests : withTrailers;
  const bytes = trailers.map((trailer) => Buffer.from(trailer).toString('latin1'));
  const after = change(message, bytes, comment);
  if (after !== message) writeMessage(file, after);
}

function finishMessage(repository: Repository, request: HookRequest): HookOutcome {
  const [given = ''] = request.given;
  const file = given === '' ? join(repository.gitDir, 'COMMIT_EDITMSG') : resolve(request.place.directory, given);
  const message = readMessage(file);
  const after = fulfilRequests(message, commentSign(repository.config.get('core.commentchar'), message));
  if (after !== null) writeMessage(file, after);
  return NOTHING;
}

/** `Assisted-by: AGENT:MODEL`, the one with most lines first. */
function trailersOf({ added }: ReportResult, name: string): string[] {
  return added.models.map(({ agent, model }) => `${name}: ${oneWord(model === null ? agent : `${agent}:${model}`)}`);
}

/** Names come out of traces: nothing in them may make a line of its own. */
function oneWord(text: string): string {
  return text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, MOST_NAME);
}

function reportIn({ exitCode, stdout }: EndedRun): ReportResult | null {
  if (exitCode !== 0 && exitCode !== 1) return null;
  try {
    const result: ReportResult = JSON.parse(stdout);
    return result.schema === 'ai-blame/report@1' ? result : null;
  } catch {
    return null;
  }
}

interface Written {
  readonly schema: string;
  readonly written: readonly { readonly files: number; readonly lines: number }[];
}

function notedBy(ended: EndedRun): HookOutcome {
  if (ended.exitCode !== 0) return troubleOf(ended);
  try {
    const { written }: Written = JSON.parse(ended.stdout);
    const [note] = written;
    return note === undefined ? NOTHING : { kind: 'noted', lines: note.lines, files: note.files };
  } catch {
    return troubleOf(ended);
  }
}

function troubleOf({ exitCode, stderr }: EndedRun): HookOutcome {
  const told = stderr.split('\n').find((line) => line.startsWith('ai-blame: ')) ?? '';
  const message = told.slice('ai-blame: '.length);
  return { kind: 'trouble', message: message === '' ? `it ended with ${exitCode ?? 'a signal'}` : message };
}
