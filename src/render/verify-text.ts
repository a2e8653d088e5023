import type { AnswerVerification, Finding } from '../model/evidence-digest.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import { jsonText } from './shared-json.js';

/** So many findings are listed. */
const MOST_LISTED = 20;

const OUTCOMES: Record<AnswerVerification['outcome'], string> = {
  same: 'the same evidence gives the same answer',
  differs: 'not the same',
  missing: 'evidence is missing: the answer can be neither confirmed nor refuted',
};

/** What was found, what it was held against, and the digest. */
export function verifyText({
  document,
  path,
  revision,
  outcome,
  digest,
  checked,
  findings,
}: AnswerVerification): string {
  const what = path === null ? document : `${path}${revision === null ? '' : ` at ${revision.slice(0, 12)}`}`;
  const listed = findings.slice(0, MOST_LISTED).map(({ status, message }) => `  ${status.padEnd(9)}${message}`);
  const rest = findings.length - listed.length;
  const held = [
    counted(checked.lines, 'line', 'lines'),
    counted(checked.records, 'record', 'records'),
    counted(checked.snapshots, 'snapshot', 'snapshots'),
    counted(checked.commits, 'commit', 'commits'),
  ];
  return [
    `${outcome === 'same' ? 'ok' : 'NO'}  ${what}: ${OUTCOMES[outcome]}`,
    ...listed,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    `Checked: ${held.join(', ')}`,
    `SHA256: ${digest.told ?? 'none'}${digest.derived === null || digest.derived === digest.told ? '' : `, now ${digest.derived}`}`,
  ]
    .map((line) => `${visibleCell(line)}\n`)
    .join('');
}

export function verifyJson(result: AnswerVerification): string {
  const { schema, document, path, revision, outcome, digest, checked, findings } = result;
  return jsonText<AnswerVerification>({
    schema,
    document,
    path,
    revision,
    outcome,
    digest: { told: digest.told, derived: digest.derived },
    checked: {
      files: checked.files,
      records: checked.records,
      snapshots: checked.snapshots,
      commits: checked.commits,
      lines: checked.lines,
    },
    findings: findings.map(({ part, status, subject, message }): Finding => ({ part, status, subject, message })),
  });
}
