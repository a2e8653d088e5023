// Writes types/index.d.ts: what the compiler tells of src/api/index.ts, and of all else only what that needs, in one file. It is
// committed, so that a change of the interface is seen, and a build needs no compiler; test/package holds it up to date.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const FILE = join(ROOT, 'types/index.d.ts');
const HEAD =
  "// Made by `npm run types` from src/api. Answers are described in schemas/, and in the package's README.\n";

/** @returns the text of types/index.d.ts. */
export async function rolledUpTypes() {
  const folder = await mkdtemp(join(tmpdir(), 'ai-blame-types-'));
  try {
    const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
    const program = join(dirname(compiler), 'bin/tsc');
    execFileSync(process.execPath, [program, '-p', 'tsconfig.types.json', '--outDir', folder], { cwd: ROOT });
    return await rollUp(join(folder, 'api/index.d.ts'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rollUp(entry) {
  const modules = new Map();
  const moduleAt = async (file) => {
    if (!modules.has(file)) modules.set(file, parse(await readFile(file, 'utf8'), file));
    return modules.get(file);
  };
  const { exported, declared } = await moduleAt(entry);
  const reached = new Map();
  const open = [...exported.values(), ...[...declared.keys()].map((name) => ({ file: entry, name }))];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { file, name } = next;
    const { declared: here, imported } = await moduleAt(file);
    const statement = here.get(name);
    if (statement === undefined) throw new Error(`${file} does not declare ${name}`);
    const other = reached.get(name);
    if (other?.file === file) continue;
    if (other !== undefined) throw new Error(`${file} and ${other.file} both declare ${name}`);
    reached.set(name, { file, ...statement });
    for (const word of wordsOf(statement.text)) {
      if (word !== name && here.has(word)) open.push({ file, name: word });
      else if (imported.has(word)) open.push(imported.get(word));
    }
  }
  const isPublic = (name) => exported.has(name) || reached.get(name).file === entry;
  const texts = [...reached].map(([name, { doc, text }]) => {
    return `${doc}${isPublic(name) ? 'export ' : ''}${text.replace(/^export /, '')}`;
  });
  return `${HEAD}${texts.join('\n')}\nexport {};\n`;
}

/** The names of a piece of code, without those in comments and strings. */
function wordsOf(text) {
  return new Set(withoutComments(text).match(/[A-Za-z_]\w*/g));
}

function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/'[^']*'/g, "''");
}

/** What stands in a declaration file of the compiler: one statement after another, each import and export on a line. */
function parse(text, file) {
  const [imported, exported, declared] = [new Map(), new Map(), new Map()];
  const fileOf = (target) => resolve(dirname(file), target.replace(/\.js$/, '.d.ts'));
  let [doc, statement] = ['', ''];
  for (const line of text.split('\n')) {
    const [, kind, names, target] = /^(import|export)(?: type)? \{(.*)\}(?: from '([^']+)')?;$/.exec(line) ?? [];
    if (statement === '' && kind !== undefined) {
      for (const each of names.split(',').map((name) => name.trim().replace(/^type /, ''))) {
        if (each === '') continue;
        const [name, local = name] = each.split(' as ');
        if (kind === 'import') imported.set(local, { file: fileOf(target), name });
        else
          exported.set(
            name,
            target === undefined ? (imported.get(name) ?? { file, name }) : { file: fileOf(target), name },
          );
      }
      doc = '';
    } else if (statement === '' && /^(\/\*\*| \*)/.test(line)) {
      doc = `${line.startsWith('/**') ? '' : doc}${line}\n`;
    } else if (statement !== '' || /^(export |declare )/.test(line) || /^(interface|type) /.test(line)) {
      statement += `${line}\n`;
      if (isWhole(statement)) {
        const [, name] =
          /^(?:export )?(?:declare )?(?:interface|type|const|class|function) (\w+)/.exec(statement) ?? [];
        if (name !== undefined) declared.set(name, { doc, text: statement.trimEnd() });
        [doc, statement] = ['', ''];
      }
    }
  }
  return { imported, exported, declared };
}

function isWhole(statement) {
  const code = withoutComments(statement).trimEnd();
  const count = (bracket) => code.split(bracket).length;
  const isClosed = count('{') === count('}') && count('(') === count(')') && count('[') === count(']');
  return isClosed && /[;}]$/.test(code);
}

if (import.meta.filename === process.argv[1]) await writeFile(FILE, await rolledUpTypes());
