import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const SCHEMAS = join(import.meta.dirname, '../../schemas');

/** What a line of `--ndjson` is, by command and what is asked of it: a name in the schema of the document that holds the same. */
const LINES: Readonly<Record<string, readonly [schema: string, definition: string]>> = {
  edits: ['edits-1', 'EditRecord'],
  log: ['log-1', 'StateRecord'],
  logs: ['logs-1', 'LogRecord'],
  sessions: ['sessions-1', 'SessionRow'],
  'sessions list': ['sessions-1', 'SessionRow'],
  runs: ['runs-1', 'Run'],
  'runs list': ['runs-1', 'Run'],
  'runs events': ['run-events-1', 'RunEvent'],
  'runs artifacts': ['run-artifacts-1', 'RunArtifact'],
};

const known = new Map<string, ValidateFunction>();

/**
 * Holds what a run printed against the schema that is published for it: every key has to be in it, which the schema itself, being open
 * for what comes within its version, does not ask.
 *
 * @param argv of the run.
 * @throws Error that names what is wrong.
 */
export function holdAgainstSchema(argv: readonly string[], stdout: string): void {
  for (const [name, definition, value] of printedIn(argv, stdout)) {
    const validate = validatorOf(name, definition);
    if (!validate(value)) {
      const wrong = validate.errors?.map(({ instancePath, message, params }) => {
        return `${instancePath} ${message} ${JSON.stringify(params)}`;
      });
      throw new Error(`ai-blame ${argv.join(' ')} printed what schemas/${name} does not tell:\n${wrong?.join('\n')}`);
    }
  }
}

function printedIn(
  argv: readonly string[],
  stdout: string,
): [name: string, definition: string | null, value: unknown][] {
  // Where records go on coming there is no document.
  const goesOn = argv[0] === 'logs' && argv.includes('--json') && !argv.includes('--no-follow');
  if (argv.includes('--ndjson') || goesOn) {
    const [command = '', word = ''] = argv;
    const line = LINES[`${command} ${word}`] ?? LINES[command];
    if (line === undefined) {
      if (stdout === '') return [];
      throw new Error(`ai-blame ${argv.join(' ')}: no schema is known of its lines`);
    }
    // The last one is cut where a reader left.
    const whole = stdout
      .slice(0, stdout.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
    return whole.map((text) => [...line, JSON.parse(text)]);
  }
  // A ledger that is printed has CodexChat's schema; what `--json` asks for is told beside it.
  if (argv[0] === 'ledger' && argv[argv.indexOf('--output') + 1] === '-') return [];
  const isAsked = argv.slice(0, argv.indexOf('--') >>> 0).includes('--json');
  if (!stdout.startsWith('{') && !isAsked) return [];
  const value = documentIn(stdout);
  const schema = /^ai-blame\/([a-z-]+)@(\d+)$/.exec(String(value?.schema));
  if (schema !== null) return [[`${schema[1]}-${schema[2]}`, null, value]];
  // What another program is to read has a schema of its own (`--format agent-trace`), and is not asked for by `--json`.
  if (isAsked && stdout !== '') throw new Error(`ai-blame ${argv.join(' ')} printed what names no schema`);
  return [];
}

function documentIn(text: string): { readonly schema?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function validatorOf(name: string, definition: string | null): ValidateFunction {
  const key = `${name} ${definition}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const schema = closed(JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8')));
  const asked = definition === null ? schema : { $defs: schema.$defs, $ref: `#/$defs/${definition}` };
  const made = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false }).compile(asked);
  known.set(key, made);
  return made;
}

/** The same schema, for what has no other keys than those it names. */
function closed<T>(schema: T): T {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed) as T;
  const own = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isRecord = 'properties' in own && !('additionalProperties' in own && own.additionalProperties !== true);
  return (isRecord ? { ...own, additionalProperties: false } : own) as T;
}
