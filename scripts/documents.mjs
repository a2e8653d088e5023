// Writes docs/ and man/ai-blame.1 from what `--help` is made of (src/cli/commands.ts, src/cli/help-topics.ts). They are committed;
// `--check` names what is no longer as it would be written (test/package).
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE_WIDTH = 80;

const { COMMANDS, COMMON_OPTIONS, HELP_TOPICS, readSynopsis } = await source();
const commands = Object.entries(COMMANDS)
  .filter(([, { describe }]) => describe !== false)
  .map(([name, command]) => ({
    name,
    ...command,
    ...readSynopsis(command.usage, name),
    groups: groupsOf(command.options, (option) => COMMON_OPTIONS[option] !== command.options[option]),
  }));
/** What all of them take alike. */
const shared = groupsOf(COMMON_OPTIONS, () => true);
const topics = HELP_TOPICS.map(({ name, describe, text }) => ({ name, describe, text: text(PAGE_WIDTH) }));

const documents = new Map([
  ['docs/README.md', contents()],
  ['docs/common-options.md', commonOptions()],
  ...commands.map((command) => [`docs/${command.name}.md`, page(command)]),
  ...topics.map(({ name, describe, text }) => [`docs/help-${name}.md`, `# ${sentence(describe)}\n\n${fenced(text)}`]),
  ['man/ai-blame.1', manual()],
]);
const isCheck = process.argv.includes('--check');
await mkdir(join(ROOT, 'docs'), { recursive: true });
await mkdir(join(ROOT, 'man'), { recursive: true });
for (const [name, text] of documents) {
  const file = join(ROOT, name);
  if (!isCheck) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) stale(`${name} is not what --help says`);
}
for (const name of await readdir(join(ROOT, 'docs'))) {
  // The pictures are made by scripts/pictures.mjs.
  if (name !== 'pictures' && !documents.has(`docs/${name}`)) stale(`docs/${name} is about nothing that there is`);
}

function stale(message) {
  console.error(`${message}: npm run docs`);
  process.exitCode = 1;
}

/** The tables of the command line, bundled: they are TypeScript. */
async function source() {
  // Below the folder of the packages, which it goes on to load.
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'ai-blame-docs-'));
  try {
    const contents = ['commands', 'common-options', 'help-topics', 'synopsis']
      .map((name) => `export * from './src/cli/${name}.ts';`)
      .join('\n');
    const outfile = join(folder, 'source.mjs');
    await build({
      stdin: { contents, resolveDir: ROOT, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Options of a command by the groups of its help, without those that all commands share. */
function groupsOf(options, isTold) {
  const groups = new Map();
  for (const [name, { alias = [], nargs, describe, group = 'Options:' }] of Object.entries(options)) {
    if (!isTold(name)) continue;
    const names = [name, ...[alias].flat()].sort((a, b) => a.length - b.length);
    const spelt = names.map((each) => `${each.length === 1 ? '-' : '--'}${each}`);
    groups.set(group, [...(groups.get(group) ?? []), { spelt, takesValue: nargs === 1, describe }]);
  }
  return [...groups].map(([title, items]) => ({ title: title.replace(/:$/, ''), items }));
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function fenced(text) {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
}

function contents() {
  const list = (rows) =>
    rows.map(([name, file, describe]) => `| [\`ai-blame ${name}\`](${file}) | ${escaped(describe)} |\n`).join('');
  return [
    '# ai-blame, command by command\n',
    'What `ai-blame COMMAND --help` says, for reading. Made by `npm run docs`; [README.md](../README.md) says what it is all about.\n',
    `| command | |\n| --- | --- |\n${list(commands.map(({ name, describe }) => [name, `${name}.md`, describe]))}`,
    `| help on | |\n| --- | --- |\n${list(topics.map(({ name, describe }) => [`help ${name}`, `help-${name}.md`, sentence(describe)]))}`,
  ].join('\n');
}

function commonOptions() {
  return ['# Options of all commands\n', ...shared.map(section)].join('\n');
}

function section({ title, items }) {
  const row = ({ spelt, takesValue, describe }) => {
    return `| \`${spelt.join('`, `')}\`${takesValue ? ' *value*' : ''} | ${escaped(describe)} |\n`;
  };
  return `## ${title}\n\n| option | |\n| --- | --- |\n${items.map(row).join('')}`;
}

function page({ name, describe, lines, about, groups, examples, notes }) {
  const example = ([line, meaning]) => `# ${meaning}\n${line.replace('$0', 'ai-blame')}\n`;
  return [
    `# ai-blame ${name}\n`,
    `${describe}.\n`,
    fenced(lines.join('\n')),
    about === '' ? '' : `${about}\n`,
    `## Examples\n\n\`\`\`sh\n${examples.map(example).join('\n')}\`\`\`\n`,
    ...groups.map(section),
    'And the [options of all commands](common-options.md): where to look, and colour.\n',
    notes === '' ? '' : `## Notes\n\n${fenced(notes)}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function escaped(text) {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/(?<!\\)\*/g, '\\*');
}

/** The whole as a page of man(7), in the macros that every man has. */
function manual() {
  const option = ({ spelt, takesValue, describe }) => {
    const names = spelt.map((each) => `\\fB${roff(each)}\\fR`).join(', ');
    return `.TP\n${names}${takesValue ? ' \\fIvalue\\fR' : ''}\n${line(describe)}`;
  };
  const command = ({ name, describe, lines, about, groups, examples, notes }) =>
    [
      `.SS ai\\-blame ${name}\n${line(`${describe}.`)}`,
      block(lines.join('\n')),
      about === '' ? '' : `.PP\n${about.split('\n').map(line).join('')}`,
      ...groups
        .filter(({ title }) => title !== 'Where')
        .map(({ title, items }) => `.PP\n\\fI${roff(title)}\\fR\n${items.map(option).join('')}`),
      `.PP\n\\fIExamples\\fR\n${block(examples.map(([text, meaning]) => `# ${meaning}\n${text.replace('$0', 'ai-blame')}`).join('\n'))}`,
      notes === '' ? '' : block(notes),
    ].join('');
  return [
    '.\\" Made by npm run docs.\n',
    '.TH AI\\-BLAME 1 "" ai\\-blame "User Commands"\n',
    // Words of a command line that were parted at the end of a line would be copied with the hyphen.
    '.nh\n.ad l\n',
    '.SH NAME\nai\\-blame \\- which coding agent, model, session and turn wrote each line\n',
    `.SH SYNOPSIS\n${block(commands[0].lines.join('\n'), '')}${block('ai-blame COMMAND [operands] [options]')}`,
    `.SH DESCRIPTION\n${line(`git blame names whoever pressed commit. ai-blame answers, for every line of a file, which coding agent, model, session and turn wrote it, how that is known, and why, from the traces that agents leave on disk. Without a command it blames FILE.`)}`,
    `.SH COMMANDS\n${commands.map(command).join('')}`,
    `.SH OPTIONS OF ALL COMMANDS\n${shared.flatMap(({ items }) => items.map(option)).join('')}`,
    ...topics.map(({ name, text }) => `.SH ${name.toUpperCase()}\n${block(text, '')}`),
    `.SH EXIT STATUS\n${[
      ['0', 'the answer was given, also where nothing was found'],
      ['1', 'a check said no'],
      ['2', 'wrong usage'],
      ['3', 'it cannot be answered: no repository, no such file, session, revision or edit'],
      ['4', 'the data that is needed is missing or damaged, or the index is busy'],
      ['70', 'a bug of ai-blame'],
    ]
      .map(([code, meaning]) => `.TP\n.B ${code}\n${line(meaning)}`)
      .join('')}`,
    `.SH ENVIRONMENT\n${[
      [
        'CODEX_HOME, CLAUDE_CONFIG_DIR, GEMINI_CLI_HOME, XDG_DATA_HOME, COPILOT_HOME',
        "the agents' own, as the agents take them",
      ],
      ['AI_BLAME_HOME', 'where files of ai-blame go: the index, ledgers, what was imported'],
      ['AI_BLAME_NO_INDEX', 'as --no-index'],
      ['AI_BLAME_PAGER, GIT_PAGER, PAGER, NO_COLOR, FORCE_COLOR, CLICOLOR, COLUMNS, TZ', 'as everywhere'],
    ]
      .map(([names, meaning]) => `.TP\n.B ${roff(names)}\n${line(meaning)}`)
      .join('')}`,
    `.SH SEE ALSO\n.BR git\\-blame (1)\n`,
  ].join('');
}

function block(text, begin = '.PP\n') {
  return `${begin}.nf\n${text.trimEnd().split('\n').map(line).join('')}.fi\n`;
}

/** A line of text, which no macro is taken from. */
function line(text) {
  const escapedText = roff(text);
  return `${/^['.]/.test(escapedText) ? '\\&' : ''}${escapedText}\n`;
}

function roff(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replaceAll('…', '\\&...')
    .replaceAll('’', "'")
    .replaceAll('·', '\\(pc')
    .replaceAll('→', '\\(->');
}
