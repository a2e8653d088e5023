import { join } from 'node:path';
import { type BlockPlace, findBlock, syntaxOf, withBlock, withoutBlock } from '../annotate/block.js';
import { mergedEntries } from '../annotate/entries.js';
import { readSidecar, SIDECAR_ENDING, sidecarText } from '../annotate/sidecar.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readIndex } from '../git/index-file.js';
import type { Repository } from '../git/repository.js';
import { workTreeFiles } from '../git/side-files.js';
import { readWorkTreeFile, type WorkTreeFile } from '../git/work-tree-file.js';
import { workTreePath } from '../git/work-tree-path.js';
import type { AnnotatedFile, AnnotateResult, AnnotationForm, LeftAloneReason } from '../model/annotate-result.js';
import type { EditRecord } from '../model/edit-record.js';
import { loadSecrets, type Redactor } from '../secrets/redactor.js';
import { replaceWorkFile } from '../store/work-file.js';
import { NO_CONFIGURATION, readConfiguration } from './configuration.js';
import { exclusionsIn } from './excluded-paths.js';
import { storedContent } from './file-content.js';
import { followPath } from './follow-paths.js';
import { isAtOrBelow } from './list-edits.js';
import { loadTimelines, type Timelines, type WorkTreeTimeline } from './load-timelines.js';
import { noSessions } from './no-sessions.js';
import { openPlace, repositoryRef } from './open-place.js';
import { matchesAny } from './path-globs.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { touchedPaths } from './touched-paths.js';
import { unchangedFiles } from './unchanged-files.js';
import { mergeWarnings } from './warnings.js';

/** How a file is annotated; null: as the configuration says, else as is usual. */
interface AnnotationChoice {
  readonly form: AnnotationForm | null;
  readonly position: BlockPlace | null;
  readonly entries: number | null;
}

export interface AnnotateRequest extends AnnotationChoice {
  readonly place: Place;
  /** Files and folders; none: those that rules of the configuration name. */
  readonly paths: readonly string[];
  readonly remove: boolean;
  /** Only tell what would be done. */
  readonly dryRun: boolean;
  /** Whether `.ai-blame.json` is read. */
  readonly isConfigured: boolean;
}

/** A block tells of the newest so many edits, where nothing else is said. */
const USUAL_ENTRIES = 20;

/**
 * Writes the edit history of files into them, or beside them; or takes it out again.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE, OUTSIDE_REPOSITORY, USAGE …
 */
export async function annotateFiles(request: AnnotateRequest, env: Env, progress: Progress): Promise<AnnotateResult> {
  const redactor = (await loadSecrets())();
  const repository = openPlace(request.place, env);
  try {
    return annotateIn(repository, request, env, progress, redactor);
  } finally {
    progress.end();
    repository.close();
  }
}

function annotateIn(
  repository: Repository,
  request: AnnotateRequest,
  env: Env,
  progress: Progress,
  redactor: Redactor,
): AnnotateResult {
  const { dryRun, remove } = request;
  const { directory } = request.place;
  const place = { ...request.place, directory: repository.root };
  const { rules } = (request.isConfigured ? readConfiguration(repository) : NO_CONFIGURATION).annotate;
  if (request.paths.length === 0 && rules.length === 0) {
    throw new AiBlameError('USAGE', 'Which file? Name one, or a folder', {
      hint: 'without a name the files of annotate.rules in .ai-blame.json are meant',
    });
  }
  const start = repository.head().commit;
  const timelines = loadTimelines(repository, { start, isHead: true, until: null }, place, env, progress);
  const named = request.paths.map((path) => workTreePath(repository, directory, path));
  const isNamed = new Set(named);
  const paths = wantedPaths(repository, timelines, named, (path) =>
    rules.some(({ paths: globs }) => matchesAny(globs, path)),
  );
  const exclusion = exclusionsIn(repository, { byOption: [], byConfiguration: [], lockFiles: true, allFiles: false });
  const files = paths.map((path, n): AnnotatedFile => {
    progress.update('Annotating', n, paths.length);
    const rule = rules.find(({ paths: globs }) => matchesAny(globs, path));
    if (remove) return new Annotator(repository, path, dryRun).remove();
    if (request.form === null && rule?.form === 'none') return left(path, 'rule');
    if (!isNamed.has(path) && exclusion(path) !== null) return left(path, 'excluded');
    const ruled = rule?.form === 'none' ? null : (rule?.form ?? null);
    const edits = followPath(repository, timelines, timelines.all[0] as WorkTreeTimeline, path).file.records;
    return new Annotator(repository, path, dryRun).write(
      edits.map((edit) => cleaned(edit, redactor)),
      {
        form: request.form ?? ruled,
        position: request.position ?? rule?.position ?? 'top',
        entries: request.entries ?? rule?.entries ?? USUAL_ENTRIES,
      },
    );
  });
  return {
    schema: 'ai-blame/annotate@1',
    repository: repositoryRef(repository),
    dryRun,
    remove,
    // Of what only may have been changed, or annotated, it need not be told that it was not.
    files: files.filter(
      ({ path, form, reason }) => isNamed.has(path) || (reason !== 'no-edits' && (reason !== null || form !== null)),
    ),
    redacted: redactor.replaced,
    warnings: mergeWarnings([...timelines.warnings, ...(remove ? [] : noSessions(timelines))]),
  };
}

/** Files that are named, and, of folders and rules, those that a trace changed or that are annotated. Sorted. */
function wantedPaths(
  repository: Repository,
  timelines: Timelines,
  named: readonly string[],
  isRuled: (path: string) => boolean,
): string[] {
  const isUnchanged = unchangedFiles(repository, repository.head().commit, timelines);
  // A person may have renamed what an agent wrote.
  const changed = workTreeFiles(repository, readIndex(repository.gitDir, repository.objects.hash)).filter((path) => {
    const content = storedContent(repository, path);
    return content !== null && !isUnchanged(path, content);
  });
  const known = touchedPaths(repository, (timelines.all[0] as WorkTreeTimeline).entries);
  const touched = [...known, ...changed].filter(
    (path) => !path.endsWith(SIDECAR_ENDING) && readWorkTreeFile(repository, path).kind === 'file',
  );
  const folders = named.filter((path) => path === '' || readWorkTreeFile(repository, path).kind === 'directory');
  const found =
    named.length === 0
      ? touched.filter(isRuled)
      : [
          ...named.filter((path) => !folders.includes(path)),
          ...touched.filter((path) => folders.some((folder) => isAtOrBelow(path, folder))),
        ];
  return [...new Set(found)].sort();
}

/** A model's name may be an address with a password in it. */
function cleaned(edit: EditRecord, redactor: Redactor): EditRecord {
  return edit.model === null ? edit : { ...edit, model: redactor.clean(edit.model) };
}

function left(path: string, reason: LeftAloneReason, form: AnnotationForm | null = null): AnnotatedFile {
  return { path, form, written: null, status: 'left', edits: 0, reason };
}

/** One file, and its annotation. */
class Annotator {
  readonly #repository: Repository;
  readonly #path: string;
  readonly #dryRun: boolean;

  constructor(repository: Repository, path: string, dryRun: boolean) {
    this.#repository = repository;
    this.#path = path;
    this.#dryRun = dryRun;
  }

  write(
    edits: readonly EditRecord[],
    {
      form,
      position,
      entries,
    }: Pick<AnnotationChoice, 'form'> & { readonly position: BlockPlace; readonly entries: number },
  ): AnnotatedFile {
    const path = this.#path;
    const file = this.#file(path);
    if (file === null) return left(path, 'too-large');
    if (file.kind !== 'file') {
      if (file.kind === 'missing') throw new AiBlameError('NO_SUCH_FILE', `There is no file ${path} in the work tree`);
      return left(path, 'no-file');
    }
    if (edits.length === 0) return left(path, 'no-edits');
    const syntax = form === 'sidecar' ? null : syntaxOf(path, file.bytes);
    if (syntax === null) return this.#sidecar(edits);
    const block = findBlock(path, file.bytes);
    if (block.kind === 'damaged') return left(path, 'damaged', 'block');
    const bare = block.kind === 'block' ? withoutBlock(file.bytes, block) : file.bytes;
    const lines = mergedEntries(edits, block.kind === 'block' ? block.entries : [], entries);
    const after = withBlock(path, bare, syntax, lines, position);
    return this.#replace('block', path, file.bytes, after, lines.length);
  }

  /** Both forms: whichever is there. */
  remove(): AnnotatedFile {
    const path = this.#path;
    const file = this.#file(path);
    const block = file?.kind === 'file' ? findBlock(path, file.bytes) : null;
    if (block?.kind === 'damaged') return left(path, 'damaged', 'block');
    if (file !== null && block?.kind === 'block') {
      return this.#replace('block', path, file.bytes, withoutBlock(file.bytes, block), 0, 'removed');
    }
    const sidecar = `${path}${SIDECAR_ENDING}`;
    const beside = this.#file(sidecar);
    if (beside?.kind !== 'file')
      return { path, form: null, written: null, status: 'unchanged', edits: 0, reason: null };
    if (readSidecar(beside.bytes.toString('utf8')) === null) return left(path, 'damaged', 'sidecar');
    return this.#replace('sidecar', sidecar, beside.bytes, null, 0, 'removed');
  }

  #sidecar(edits: readonly EditRecord[]): AnnotatedFile {
    const path = `${this.#path}${SIDECAR_ENDING}`;
    const beside = this.#file(path);
    const isThere = beside?.kind === 'file';
    const written = isThere ? readSidecar(beside.bytes.toString('utf8')) : [];
    if (written === null || (!isThere && beside?.kind !== 'missing')) return left(this.#path, 'damaged', 'sidecar');
    const text = sidecarText(this.#path, edits, written);
    const count = readSidecar(text)?.length ?? 0;
    return this.#replace('sidecar', path, isThere ? beside.bytes : null, Buffer.from(text), count);
  }

  #replace(
    form: AnnotationForm,
    target: string,
    before: Buffer | null,
    after: Buffer | null,
    edits: number,
    status: 'written' | 'removed' = 'written',
  ): AnnotatedFile {
    const path = this.#path;
    const told = { path, form, edits, reason: null };
    if (before !== null && after?.equals(before)) return { ...told, written: null, status: 'unchanged' };
    const done = this.#dryRun ? 'done' : replaceWorkFile(join(this.#repository.root, target), before, after);
    return done === 'done' ? { ...told, written: target, status } : left(path, done, form);
  }

  /** null: it is too large to be read. */
  #file(path: string): WorkTreeFile | null {
    try {
      return readWorkTreeFile(this.#repository, path);
    } catch (error) {
      if (error instanceof AiBlameError && error.code === 'TOO_LARGE') return null;
      throw error;
    }
  }
}
