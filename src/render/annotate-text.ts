import type { AnnotatedFile, AnnotateResult, LeftAloneReason } from '../model/annotate-result.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';

const REASONS: Readonly<Record<LeftAloneReason, string>> = {
  'no-edits': 'no trace tells of an edit of it',
  rule: 'a rule of .ai-blame.json says so',
  excluded: 'it is generated, vendored or a lock file; name it to annotate it',
  'no-file': 'it is no regular file',
  damaged: 'what is there is not as it was written: a marker without the other one, or a foreign file',
  changed: 'somebody wrote to it meanwhile',
  'not-writable': 'it cannot be written',
  'too-large': 'it is too large',
};

/** One line for each file: what became of it. */
export function annotateText(result: AnnotateResult): string {
  const lines = result.files.map((file) => `${lineOf(file, result.dryRun)}\n`);
  return lines.length === 0 ? 'There is no such file that a trace tells of.\n' : lines.join('');
}

function lineOf({ path, form, written, status, edits, reason }: AnnotatedFile, dryRun: boolean): string {
  const name = visibleCell(path);
  if (reason !== null) return `${name}: left alone, ${REASONS[reason]}`;
  if (status === 'unchanged') return form === null ? `${name}: has no annotation` : `${name}: up to date`;
  const target = visibleCell(written ?? path);
  if (status === 'removed') {
    const what = form === 'block' ? 'block taken out' : `${target} deleted`;
    return `${name}: ${dryRun ? 'would be: ' : ''}${what}`;
  }
  const where = form === 'block' ? 'a block' : target;
  return `${name}: ${counted(edits, 'edit', 'edits')} ${dryRun ? 'would go' : 'written'} to ${where}`;
}
