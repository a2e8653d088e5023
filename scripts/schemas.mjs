// Writes the JSON Schemas of what commands print with --json, from the types that the compiler holds the printing code to
// (`jsonText` in src/render/shared-json.ts). Those that say more than a type can are written by hand: they stand in schemas/, too.
import { writeFile } from 'node:fs/promises';
import { createGenerator } from 'ts-json-schema-generator';

/** Types of src/model, and the command that prints each. */
const PRINTED = {
  AboutResult: 'serve',
  AgentsResult: 'doctor --agents',
  AnnotateResult: 'annotate',
  BisectAnswer: 'bisect',
  BlameResult: 'FILE',
  DiffAnswer: 'diff',
  DoctorResult: 'doctor',
  EditsResult: 'edits',
  ErrorResult: 'serve',
  FilesResult: 'serve',
  ImportResult: 'import',
  IndexResult: 'index',
  IndexStatus: 'index status',
  IndexVerification: 'index verify',
  LedgerBackfillAnswer: 'ledger backfill',
  LedgerExportAnswer: 'ledger export',
  LedgerVerifyAnswer: 'ledger verify',
  LinkResult: 'link',
  LogAnswer: 'log',
  LogsResult: 'logs',
  NotesCompareResult: 'notes compare',
  NotesShowResult: 'notes show',
  NotesWriteResult: 'notes write',
  PagesMarker: 'report --html DIR',
  PinResult: 'pin',
  ReplayAnswer: 'replay',
  RunArtifactsResult: 'runs artifacts',
  RunEventsResult: 'runs events',
  RunResult: 'runs show',
  RunsResult: 'runs',
  SearchResult: 'serve',
  SessionResult: 'sessions show',
  SessionsResult: 'sessions',
  ShowAnswer: 'show',
  StatsResult: 'stats',
  TraceResult: 'trace',
  TranscriptResult: 'sessions transcript',
  WhyResult: 'why',
};

/** How what a type tells comes out. */
function how(command) {
  if (command === 'serve') return "the viewer's server (`ai-blame serve`) answers";
  if (command.endsWith('--html DIR'))
    return `\`ai-blame ${command}\` keeps as \`ai-blame-pages.json\` beside the pages`;
  return `\`ai-blame ${command} --json\` prints`;
}

/** @returns name of the file in schemas/ → its text, for each type that is printed. */
export function printedSchemas() {
  const generator = createGenerator({
    path: 'src/model/*.ts',
    tsconfig: 'tsconfig.json',
    type: '*',
    expose: 'export',
    topRef: false,
    additionalProperties: true,
    jsDoc: 'extended',
    // The compiler of this package is a newer one, and has checked them.
    skipTypeCheck: true,
    sortProps: false,
  });
  return new Map(
    Object.entries(PRINTED).map(([type, command]) => {
      const { definitions, description: _, ...shape } = generator.createSchema(type);
      const printed = shape.properties.schema;
      const title = printed.const ?? printed.enum[0];
      const name = title.replace('ai-blame/', '').replace('@', '-');
      const schema = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:ai-blame:schema:${name}`,
        title,
        description: `What ${how(command)}. Fields may be added within version 1; none is renamed or dropped.`,
        ...inOurForm(withoutDraft(shape)),
        ...(definitions === undefined || Object.keys(definitions).length === 0
          ? {}
          : { $defs: inOurForm(definitions) }),
      };
      return [`${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`];
    }),
  );
}

function withoutDraft({ $schema: _, ...shape }) {
  return shape;
}

/** What others wrote, and may be anything. */
const FOREIGN = {
  JsonValue: { description: 'What JSON can hold.' },
  RawColumns: {
    type: 'object',
    description: 'Columns of a foreign row that could not be read as what they should be.',
  },
};

/** References into `$defs`; whole numbers (all that we print of our own are); texts of comments on one line. */
function inOurForm(value, key = '') {
  if (Array.isArray(value)) return value.map((each) => inOurForm(each, key));
  if (key === 'type' && value === 'number') return 'integer';
  if (key === '$ref') return value.replace('#/definitions/', '#/$defs/');
  if (key === 'description' && typeof value === 'string') return value.replace(/\s+/g, ' ');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, FOREIGN[name] ?? inOurForm(each, name)]),
  );
}

if (import.meta.filename === process.argv[1]) {
  for (const [name, text] of printedSchemas()) await writeFile(new URL(`../schemas/${name}`, import.meta.url), text);
}
