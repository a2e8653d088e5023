import type { Options } from 'yargs';
import { didYouMean } from '../app/did-you-mean.js';
import type { SeeThroughRequest } from '../app/see-through-request.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import { blameJson } from '../render/blame-json.js';
import { DATE_FORMS } from '../render/git-dates.js';
import { formatLines, type LineTemplate, readTemplate, TEMPLATE_FIELDS } from '../render/line-template.js';
import { agentOption, agentsOf } from './agent-option.js';
import { columnsOf } from './blame-columns.js';
import { askBlame } from './blame-syntax.js';
import { classicMarksOf } from './classic-options.js';
import {
  CHOICES,
  COMMON_OPTIONS,
  colorChoiceOf,
  FLAG,
  MIN_EVIDENCE_OPTION,
  NOTES_OPTION,
  placeOf,
  VALUE,
} from './common-options.js';
import { exploreBlame } from './explore-blame.js';
import { gitsText } from './gits-text.js';
import type { BlameInvocation } from './invocation.js';
import { parseLineRange } from './line-range.js';
import { badValue, choice, lastText, leftOf, type RawOptions, text, texts } from './option-values.js';
import { showPaged } from './paged.js';
import { readCommits } from './read-commits.js';
import { copiesOf, movesOf } from './score-options.js';
import { tellBlame } from './tell-blame.js';
import { warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

/** git's own formats; of several the first counts, as with git. */
const GIT_FORMATS = ['incremental', 'line-porcelain', 'porcelain'] as const;

const THROUGH = 'See through:';
const COLUMNS = 'Columns of the text:';
const CLASSIC = "git blame's own columns:";

export const BLAME_OPTIONS = {
  L: {
    ...VALUE,
    describe: 'Only these lines: 10,20 · 10,+5 · 10,-5 · 10, · ,20 · /begin/,/end/ · :function (repeatable)',
    group: 'What:',
  },
  rev: {
    ...VALUE,
    describe: 'The file as of this revision, not of the work tree; also REV FILE, A..B FILE',
    group: 'What:',
  },
  contents: {
    ...VALUE,
    describe: 'What the file is to be taken to hold: that of another file, or - for standard input',
    group: 'What:',
  },
  force: { ...FLAG, describe: 'Also a file that is over 4 MB', group: 'What:' },
  since: {
    ...VALUE,
    describe: 'Commits no further back than this: 2026-03-04, 2026-03-04T05:06Z, 2.weeks',
    group: 'What:',
  },
  'first-parent': { ...FLAG, describe: 'Commits by the first parents of merges only', group: 'What:' },
  reverse: {
    ...FLAG,
    describe: 'With A..B: the file as of A, and the last commit up to B that still has each line',
    group: 'What:',
  },
  S: { ...VALUE, describe: 'Commits with the parents that this file gives them: COMMIT PARENT…', group: 'What:' },
  minimal: { ...FLAG, describe: 'Differences of commits as small as can be', group: 'What:' },
  root: { ...FLAG, describe: 'The first commit of a history is no boundary; blame.showRoot', group: 'What:' },
  'min-evidence': MIN_EVIDENCE_OPTION,
  agent: agentOption('Name only edits of', 'What:'),
  notes: NOTES_OPTION,
  w: { ...FLAG, describe: 'Lines that differ only in white space are the same line', group: THROUGH },
  M: {
    ...VALUE,
    describe: 'Blocks moved within the file; -M40: of more than 40 letters and digits, else 20',
    group: THROUGH,
  },
  copies: {
    ...VALUE,
    describe:
      'Also -C, -C60: blocks from files that the same turn or commit changed; twice: where it made the file, from any file; three times: always from any file. Of more than 40 letters and digits',
    group: THROUGH,
  },
  'ignore-rev': { ...VALUE, describe: 'The changes of this commit (repeatable)', group: THROUGH },
  'ignore-revs-file': {
    ...VALUE,
    describe:
      "Those of the commits in this file; '' forgets the files before it, and blame.ignoreRevsFile (repeatable)",
    group: THROUGH,
  },
  'ignore-turn': {
    ...VALUE,
    describe: 'Those of an agent: SESSION:TURN, SESSION, or the id of an edit (repeatable)',
    group: THROUGH,
  },
  interactive: {
    ...FLAG,
    describe:
      "In the whole terminal: walk over lines, see their prompts, open turns' diffs, go back in time; ? shows the keys",
    group: 'Output:',
  },
  json: { ...FLAG, describe: 'Print JSON (schema ai-blame/blame@1)', group: 'Output:' },
  digest: {
    ...FLAG,
    describe: 'With --json: also what the answer rests on, and a SHA-256 of both, for ai-blame verify',
    group: 'Output:',
  },
  porcelain: { ...FLAG, alias: 'p', describe: "Print git's porcelain format, with ai-… headers", group: 'Output:' },
  'line-porcelain': { ...FLAG, describe: 'The same with all headers at every line', group: 'Output:' },
  encoding: {
    ...VALUE,
    describe: "Commits' texts in git's formats in this encoding, as i18n.logOutputEncoding; none: as they are stored",
    group: 'Output:',
  },
  incremental: {
    ...FLAG,
    describe: 'The same without texts, in the order in which the lines are found',
    group: 'Output:',
  },
  'model-as-author': {
    ...FLAG,
    describe: "In git's formats agents' lines have the model as their author, for tools that show authors",
    group: 'Output:',
  },
  format: {
    ...VALUE,
    describe: 'Each line by a template: %(line) %(edit.model|commit.author:20) %(text) (fields below)',
    group: 'Output:',
  },
  'show-stats': { ...FLAG, describe: 'Then how much was read and compared, as git counts it', group: 'Output:' },
  classic: {
    ...FLAG,
    describe: "git blame's own columns, as -b, -c and the colours below have them",
    group: 'Output:',
  },
  progress: { ...FLAG, describe: 'Tell how far it is, also where standard error is no terminal', group: 'Output:' },
  b: { ...FLAG, describe: 'Boundaries without ids; blame.blankBoundary', group: CLASSIC },
  c: { ...FLAG, describe: "git annotate's columns", group: CLASSIC },
  'color-lines': {
    ...FLAG,
    describe: 'What repeats the line before, in color.blame.repeatedLines',
    group: CLASSIC,
  },
  'color-by-age': { ...FLAG, describe: 'Ages in the colours of color.blame.highlightRecent', group: CLASSIC },
  s: { ...FLAG, describe: 'Without names and times', group: COLUMNS },
  e: {
    ...FLAG,
    alias: 'show-email',
    describe: "Authors' addresses in place of names",
    group: COLUMNS,
  },
  f: { ...FLAG, alias: 'show-name', describe: 'The file that the line was in, in its commit', group: COLUMNS },
  n: { ...FLAG, alias: 'show-number', describe: "The line's number there", group: COLUMNS },
  l: { ...FLAG, describe: 'Whole ids', group: COLUMNS },
  abbrev: { ...VALUE, describe: 'Ids of so many digits', group: COLUMNS },
  t: { ...FLAG, describe: 'Times as seconds and zone: --date=raw', group: COLUMNS },
  date: {
    ...VALUE,
    describe: `Times as git writes them: ${DATE_FORMS.join(', ')}, format:%Y-%m-%d …; with -local: in the own zone; auto:FORM: in a terminal only`,
    group: COLUMNS,
  },
  highlight: { ...FLAG, describe: 'The syntax of the text in colour, where there are colours', group: 'Output:' },
  hyperlinks: {
    ...VALUE,
    describe:
      'auto, always or never: ids and turns as links to their records, where the terminal is known to have links',
    group: 'Output:',
  },
  pager: {
    ...FLAG,
    describe: "By way of git's pager in a terminal, which is usual; --no-pager; pager.blame",
    group: 'Output:',
  },
  width: {
    ...VALUE,
    describe: 'Columns to make do with, 20 to 9999; else those of COLUMNS or the terminal, in a pipe all',
    group: COLUMNS,
  },
  ...COMMON_OPTIONS,
} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readBlame(given: RawOptions, operands: readonly string[], env: Env): BlameInvocation {
  const options = withoutTakenBack(given);
  // First: what is no number may have been meant as the file.
  const seeThrough = seeThroughOf(options);
  const { file, revision, bounds } = readCommits(options, operands, env);
  const contents = lastText(options, 'contents');
  if (contents !== null && revision !== null) {
    throw new AiBlameError('USAGE', '--contents stands for the work tree: not together with a revision');
  }
  const output = outputOf(options);
  const template = output === 'format' ? templateOf(options) : null;
  const marks = output === 'classic' ? classicMarksOf(options) : null;
  if (output === 'interactive' && contents === '-') {
    throw new AiBlameError('USAGE', '--interactive reads keys from standard input: not together with --contents -');
  }
  const isForPrograms = output === 'incremental' || output === 'porcelain' || output === 'line-porcelain';
  if (options.progress === true && isForPrograms) {
    throw new AiBlameError('USAGE', `--progress is not for --${output}: programs read it`);
  }
  const showStats = options['show-stats'] === true && output !== 'incremental';
  if (showStats && (output === 'json' || output === 'format')) {
    throw new AiBlameError('USAGE', `--show-stats goes with text and git's formats, not with --${output}`);
  }
  const isSealed = options.digest === true;
  const graftsFile = lastText(options, 'S');
  if (isSealed && bounds !== null) {
    throw new AiBlameError(
      'USAGE',
      '--digest seals the whole history: not with a range, --since, --first-parent, --minimal or --root',
    );
  }
  if (isSealed && graftsFile !== null) {
    throw new AiBlameError('USAGE', '--digest seals the history as it is stored: not with -S');
  }
  if (isSealed && contents !== null)
    throw new AiBlameError('USAGE', '--digest seals what is in a file: not --contents');
  if (isSealed && output !== 'json') throw new AiBlameError('USAGE', '--digest is a part of the JSON: it needs --json');
  const agents = agentsOf(options);
  const encoding = lastText(options, 'encoding');
  const columns = columnsOf(options);
  const width = widthIn(options);
  const hyperlinks = choice(text(options, 'hyperlinks') ?? 'auto', 'hyperlinks', CHOICES);
  const minEvidence = text(options, 'min-evidence') ?? 'inferred';
  return {
    command: 'blame',
    request: {
      file,
      revision,
      minEvidence: choice(minEvidence, 'min-evidence', EVIDENCE_LEVELS),
      ...(agents.length === 0 ? {} : { agents }),
      ranges: texts(options, 'L').map(parseLineRange),
      place: placeOf(options, env),
      ...(seeThrough === null ? {} : { seeThrough }),
      ...(bounds === null ? {} : { bounds }),
      ...(contents === null ? {} : { contentsOf: contents }),
      ...(graftsFile === null ? {} : { graftsFile }),
      ...(encoding === null ? {} : { encoding }),
      ...(options.notes === false ? { notes: false } : {}),
      ...(isSealed ? { isSealed } : {}),
      ...(showStats || output === 'incremental' || marks !== null ? { asGit: true } : {}),
      ...(options.force === true ? { force: true } : {}),
    },
    output,
    ...(template === null ? {} : { template }),
    ...(marks === null ? {} : { marks }),
    ...(typeof options.progress === 'boolean' ? { progress: options.progress } : {}),
    ...(showStats ? { showStats } : {}),
    ...(options['model-as-author'] === true ? { modelAsAuthor: true } : {}),
    ...(columns === null ? {} : { columns }),
    ...(width === null ? {} : { width }),
    ...(hyperlinks === 'auto' ? {} : { hyperlinks }),
    ...(options.highlight === true ? { highlight: true } : {}),
    ...(typeof options.pager === 'boolean' ? { pager: options.pager } : {}),
    color: colorChoiceOf(options),
  };
}

function outputOf(options: RawOptions): BlameInvocation['output'] {
  const format = GIT_FORMATS.find((name) => options[name] === true) ?? null;
  const another = options.json === true ? 'json' : (format ?? (classicMarksOf(options) === null ? null : 'classic'));
  const template = text(options, 'format') === null ? null : 'format';
  if (options.interactive === true) {
    const other = another ?? template;
    if (other !== null) throw new AiBlameError('USAGE', `--interactive and --${other} exclude each other`);
    return 'interactive';
  }
  if (template !== null) {
    if (another !== null) throw new AiBlameError('USAGE', `--format and --${another} exclude each other`);
    return template;
  }
  if (options.json !== true) return format ?? (classicMarksOf(options) === null ? 'text' : 'classic');
  if (format !== null) throw new AiBlameError('USAGE', `--json and --${format} exclude each other`);
  return 'json';
}

/** @throws AiBlameError USAGE that names what cannot be read. */
function templateOf(options: RawOptions): LineTemplate {
  const template = readTemplate(text(options, 'format') ?? '');
  if (!('unknown' in template)) return template;
  const { unknown } = template;
  const meant = didYouMean(unknown, TEMPLATE_FIELDS);
  const isField = /^[\w.]*$/.test(unknown);
  throw new AiBlameError('USAGE', isField ? `--format knows no field ${unknown}` : `--format cannot read ${unknown}`, {
    hint: meant === null ? 'ai-blame help blame lists the fields; %% is a percent sign' : `did you mean ${meant}?`,
  });
}

function widthIn(options: RawOptions): number | null {
  const given = text(options, 'width');
  if (given === null) return null;
  if (!/^\d{2,4}$/.test(given) || Number(given) < 20) throw badValue('width', given, 'a number of columns, 20 to 9999');
  return Number(given);
}

/** As git: `--no-ignore-rev` takes back those before it. */
function withoutTakenBack(given: RawOptions): RawOptions {
  const options: Record<string, unknown> = { ...given };
  for (const name of ['ignore-rev', 'ignore-revs-file', 'contents', 'S']) {
    options[name] = leftOf(given, name) ?? [];
  }
  return options;
}

/** Null where nothing is to be seen through. */
function seeThroughOf(options: RawOptions): SeeThroughRequest | null {
  const request = {
    ignoreWhitespace: options.w === true,
    moves: movesOf(options),
    copies: copiesOf(options),
    ignoreRevs: texts(options, 'ignore-rev'),
    ignoreRevsFiles: texts(options, 'ignore-revs-file'),
    ignoreTurns: texts(options, 'ignore-turn'),
  };
  const asked = Object.values(request).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== null && value !== false,
  );
  return asked ? request : null;
}

export async function runBlame(invocation: BlameInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, pager: asked = null } = invocation;
  if (output === 'interactive') return exploreBlame(invocation, env, useCases);
  const reports = await askBlame(invocation, env, useCases);
  const { report } = reports;
  const { file, place } = request;
  const paging = { command: 'blame', file, place, asked };
  if (output === 'text') {
    return showPaged(paging, env, useCases, (screen, pager) => tellBlame(invocation, reports, pager, screen, useCases));
  }
  if (output === 'json') {
    await env.stdout.write(blameJson(report.result));
    return;
  }
  const tell = async (screen: Env): Promise<void> => {
    const { template } = invocation;
    const told = template === undefined ? gitsText(invocation, report, screen) : formatLines(report, template);
    await screen.stdout.write(told);
    await warn(report.result.warnings, screen);
  };
  await (output === 'classic' ? showPaged(paging, env, useCases, tell) : tell(env));
}
