import type { LineSpan, ReportResult } from '../model/report-result.js';
import { visible } from './control-characters.js';
import { counted } from './counted.js';
import { jsonText } from './shared-json.js';

/** GitHub takes 25,000 results of a run, and shows 5,000. */
const MOST_RESULTS = 5000;
const ROOT = 'SRCROOT';
/** Where conditions may stand. */
const CONFIGURATION = '.ai-blame.json';

const RULES = [
  {
    id: 'agent-lines',
    name: 'AgentLines',
    shortDescription: { text: 'Lines that a coding agent wrote' },
    fullDescription: {
      text: 'A trace that the agent left proves who wrote these lines, with the evidence that is named.',
    },
    defaultConfiguration: { level: 'note' },
  },
  {
    id: 'policy',
    name: 'Policy',
    shortDescription: { text: 'A condition of --fail-on or .ai-blame.json is met' },
    fullDescription: { text: 'What agents wrote of this change is not as the policy of the repository asks.' },
    defaultConfiguration: { level: 'error' },
  },
] as const;

/** A report as SARIF 2.1.0 (OASIS): a note for each run of lines that an agent's edit added, an error for each condition that is met. */
export function reportSarif(result: ReportResult, version: string): string {
  const policy = result.policy.conditions
    .filter(({ failed }) => failed)
    .map(({ sentence, files }) => ({
      ruleId: 'policy',
      ruleIndex: 1,
      level: 'error',
      message: { text: visible(sentence) },
      // GitHub refuses the whole of a document in which any result has no place: of lines that are too few there is none of its own.
      locations: [files[0] ?? result.files[0]?.path ?? CONFIGURATION].map((path) =>
        location(path, firstAdded(result, path)),
      ),
      ...(files.length > 1 ? { relatedLocations: files.slice(1, 100).map((path) => location(path, null)) } : {}),
    }));
  const lines = result.files.flatMap(({ path, spans }) =>
    spans
      .filter(({ change, agent }) => change === 'added' && agent !== null)
      .map((span) => ({
        ruleId: 'agent-lines',
        ruleIndex: 0,
        level: 'note',
        message: { text: visible(sentenceOf(span)) },
        locations: [location(path, span)],
        partialFingerprints: { 'edit/v1': `${span.edit}:${span.start}` },
        properties: {
          agent: span.agent,
          model: span.model,
          session: span.session,
          evidence: span.evidence,
          edit: span.edit,
        },
      })),
  );
  return jsonText<object>({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ai-blame', semanticVersion: version, rules: RULES } },
        originalUriBaseIds: { [ROOT]: { description: { text: 'The top of the repository' } } },
        columnKind: 'unicodeCodePoints',
        results: [...policy, ...lines].slice(0, MOST_RESULTS),
        properties: { results: policy.length + lines.length },
      },
    ],
  });
}

function sentenceOf({ start, end, agent, model, evidence }: LineSpan): string {
  return `${counted(end - start + 1, 'line', 'lines')} by ${agent} ${model ?? '(model unknown)'}, evidence ${evidence}`;
}

function firstAdded({ files }: ReportResult, path: string): LineSpan | null {
  return files.find((file) => file.path === path)?.spans.find(({ change }) => change === 'added') ?? null;
}

/** Lines from 1, as in SARIF. */
function location(path: string, span: LineSpan | null) {
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: ROOT },
      ...(span === null ? {} : { region: { startLine: span.start, endLine: span.end } }),
    },
  };
}
