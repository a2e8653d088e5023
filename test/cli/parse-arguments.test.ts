import { describe, expect, test } from '@jest/globals';
import { HOME_OPTIONS } from '../../src/app/home-options.js';
import { COMMAND_NAMES } from '../../src/cli/command-names.js';
import { COMMANDS, type Command } from '../../src/cli/commands.js';
import {
  BLAME_EXAMPLES,
  DOCTOR_EXAMPLES,
  EDITS_EXAMPLES,
  IMPORT_EXAMPLES,
  PIN_EXAMPLES,
  UNPIN_EXAMPLES,
  WHY_EXAMPLES,
} from '../../src/cli/help-texts.js';
import type {
  BlameInvocation,
  DoctorInvocation,
  EditsInvocation,
  PinInvocation,
  WhyInvocation,
} from '../../src/cli/invocation.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { AiBlameError } from '../../src/errors.js';
import { FakeOutput, fakeEnv } from './fake-env.js';

const parse = (...argv: string[]) => parseArguments(argv, fakeEnv(), '1.2.3');

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

/** No home of any agent is named. */
const NO_HOMES = Object.fromEntries(HOME_OPTIONS.map(({ agent }) => [agent, []]));

const PLACE = {
  directory: '/home/ada/demo/src',
  homes: NO_HOMES,
  car: true,
  movedFrom: [],
  index: { file: null },
};

const BLAME: BlameInvocation = {
  command: 'blame',
  request: { file: 'a.ts', revision: null, minEvidence: 'inferred', ranges: [], place: PLACE },
  output: 'text',
  color: 'auto',
};

const EDITS: EditsInvocation = {
  command: 'edits',
  request: {
    paths: [],
    place: PLACE,
    filter: {
      agents: [],
      models: [],
      sessions: [],
      turns: [],
      since: null,
      until: null,
      evidence: [],
      actions: [],
    },
  },
  output: 'text',
  color: 'auto',
};

const blame = (request: Partial<BlameInvocation['request']>, rest: Partial<BlameInvocation> = {}) => ({
  ...BLAME,
  ...rest,
  request: { ...BLAME.request, ...request },
});

const edits = (filter: Partial<EditsInvocation['request']['filter']>, rest: Partial<EditsInvocation> = {}) => ({
  ...EDITS,
  ...rest,
  request: { ...EDITS.request, filter: { ...EDITS.request.filter, ...filter } },
});

describe('blame', () => {
  test.each<[string, string[], BlameInvocation]>([
    ['a file', ['a.ts'], BLAME],
    ['by name', ['blame', 'a.ts'], BLAME],
    ['options on both sides', ['--json', 'a.ts', '--rev', 'HEAD~1'], blame({ revision: 'HEAD~1' }, { output: 'json' })],
    ['a value after =', ['a.ts', '--rev=main'], blame({ revision: 'main' })],
    ['a revision that looks like a number', ['a.ts', '--rev', '1e3'], blame({ revision: '1e3' })],
    ['porcelain', ['a.ts', '--porcelain'], blame({}, { output: 'porcelain' })],
    ['porcelain, short', ['-p', 'a.ts'], blame({}, { output: 'porcelain' })],
    ['line-porcelain', ['a.ts', '--line-porcelain'], blame({}, { output: 'line-porcelain' })],
    ['a flag that is taken back', ['a.ts', '--json', '--no-json'], BLAME],
    ['least evidence', ['a.ts', '--min-evidence', 'fragment'], blame({ minEvidence: 'fragment' })],
    [
      'ranges, also attached',
      ['-L1,5', '-L', ',3', 'a.ts', '-L', '7,-2'],
      blame({
        ranges: [
          { start: 1, end: 5 },
          { start: 1, end: 3 },
          { start: 6, end: 7 },
        ],
      }),
    ],
    ['colour', ['a.ts', '--color', 'always'], blame({}, { color: 'always' })],
    ['no colour', ['a.ts', '--no-color'], blame({}, { color: 'never' })],
    ['no colour, twice', ['--no-color', 'a.ts', '--no-color'], blame({}, { color: 'never' })],
    ['no colour, in the end', ['--color', 'always', '--no-color', 'a.ts'], blame({}, { color: 'never' })],
    ['no colour, and then colour', ['--no-color', '--color', 'always', 'a.ts'], blame({}, { color: 'always' })],
    [
      'a folder to start from, step by step, and what is relative to it',
      ['-C', '..', '-Clib', 'a.ts', '--codex-home', 'codex', '--codex-home', '/srv/codex', '--moved-from', '../old'],
      blame({
        place: {
          directory: '/home/ada/demo/lib',
          homes: { ...NO_HOMES, codex: ['/home/ada/demo/lib/codex', '/srv/codex'] },
          car: true,
          movedFrom: ['/home/ada/demo/old'],
          index: { file: null },
        },
      }),
    ],
    [
      'where it lay on another system',
      ['a.ts', '--moved-from', 'C:\\src\\demo'],
      blame({ place: { ...PLACE, movedFrom: ['C:\\src\\demo'], index: { file: null } } }),
    ],
  ])('%s', (_what, argv, expected) => {
    expect(parse(...argv)).toEqual(expected);
  });

  test.each([
    ['a leading dash', ['--', '-L1,2.ts'], '-L1,2.ts'],
    ['a name that is an option', ['--json', '--', '--json'], '--json'],
    ['a name that is a command, after the dashes', ['--', 'edits'], 'edits'],
    ['a name that is a command, after the command', ['blame', 'edits'], 'edits'],
    ['the name of the command itself', ['blame', 'blame'], 'blame'],
    ['the same after the dashes', ['--', 'blame'], 'blame'],
    ['a path to such a file', ['./edits'], './edits'],
    ['quotes', ['"a"'], '"a"'],
    ['a number', ['0x10'], '0x10'],
    ['an equals sign', ['a=b'], 'a=b'],
    ['dots and blanks', [' a.b.c '], ' a.b.c '],
    ['a newline', ['a\nb'], 'a\nb'],
    ['a single dash', ['-'], '-'],
    ['a word of every object', ['constructor'], 'constructor'],
    ['a word for yes behind a flag', ['--json', 'true'], 'true'],
    ['a word for no behind a flag', ['-w', 'false'], 'false'],
    ['such a word behind flags in one word', ['-wp', 'true'], 'true'],
  ])('names are read as they are: %s', (_what, argv, file) => {
    expect(parse(...argv)).toMatchObject({ command: 'blame', request: { file } });
  });
});

describe('edits', () => {
  test.each<[string, string[], EditsInvocation]>([
    ['nothing', ['edits'], EDITS],
    [
      'paths',
      ['edits', 'src', 'a b.ts', '--', '-x', 'edits'],
      { ...EDITS, request: { ...EDITS.request, paths: ['src', 'a b.ts', '-x', 'edits'] } },
    ],
    [
      'filters, repeated; each takes one word and leaves the rest',
      [
        'edits',
        '--agent',
        'codex',
        '--agent=acp:x',
        '--model',
        'gpt-demo',
        '--session',
        '019b',
        '--turn',
        '2',
        '--turn',
        '#3',
      ],
      edits({ agents: ['codex', 'acp:x'], models: ['gpt-demo'], sessions: ['019b'], turns: [2, 3] }),
    ],
    [
      'evidence and actions',
      ['edits', '--evidence', 'exact', '--evidence', 'snapshot', '--action', 'delete'],
      edits({ evidence: ['exact', 'snapshot'], actions: ['delete'] }),
    ],
    [
      'times',
      ['edits', '--since', '2026-03-04', '--until', '2026-03-04'],
      edits({ since: '2026-03-04T00:00:00.000Z', until: '2026-03-04T23:59:59.999Z' }),
    ],
    ['json', ['edits', '--json'], { ...EDITS, output: 'json' }],
    ['ndjson', ['edits', '--ndjson'], { ...EDITS, output: 'ndjson' }],
    ['a session that looks like a number', ['edits', '--session', '0190'], edits({ sessions: ['0190'] })],
  ])('%s', (_what, argv, expected) => {
    expect(parse(...argv)).toEqual(expected);
  });

  test('an option does not take the path that follows its value', () => {
    expect(parse('edits', '--agent', 'codex', 'src')).toMatchObject({
      request: { paths: ['src'], filter: { agents: ['codex'] } },
    });
  });
});

describe('why', () => {
  const why: WhyInvocation = {
    command: 'why',
    request: { file: 'a.ts', line: 12, revision: null, agents: [], place: PLACE },
    output: 'text',
    color: 'auto',
  };
  const about = (file: string, line: number): WhyInvocation => ({ ...why, request: { ...why.request, file, line } });

  test.each<[string, string[], WhyInvocation]>([
    ['a file and a line', ['why', 'a.ts:12'], why],
    ['json', ['why', '--json', 'a.ts:12'], { ...why, output: 'json' }],
    ['a revision', ['why', 'a.ts:12', '--rev', 'main'], { ...why, request: { ...why.request, revision: 'main' } }],
    ['colons in the name', ['why', 'C:\\a:7.ts:3'], about('C:\\a:7.ts', 3)],
    ['two numbers: the last counts', ['why', 'a.ts:12:3'], about('a.ts:12', 3)],
    ['a name that looks like an option', ['why', '--', '--json:1'], about('--json', 1)],
    ['the name of the command itself', ['why', 'why:1'], about('why', 1)],
    ['a newline', ['why', 'a\nb:1'], about('a\nb', 1)],
  ])('%s', (_what, argv, expected) => {
    expect(parse(...argv)).toEqual(expected);
  });
});

describe('doctor', () => {
  const doctor: DoctorInvocation = {
    command: 'doctor',
    about: 'evidence',
    request: { place: PLACE, now: Date.UTC(2026, 2, 6), agents: [] },
    output: 'text',
    color: 'auto',
  };

  test.each<[string, string[], DoctorInvocation]>([
    ['nothing: the time is that of asking', ['doctor'], doctor],
    ['json', ['doctor', '--json', '--no-color'], { ...doctor, output: 'json', color: 'never' }],
    ['what agents can tell', ['doctor', '--agents'], { ...doctor, about: 'agents' }],
    ['one agent', ['doctor', '--agent', 'codex'], { ...doctor, request: { ...doctor.request, agents: ['codex'] } }],
    [
      'where',
      ['doctor', '-C', '/srv/demo'],
      { ...doctor, request: { ...doctor.request, place: { ...PLACE, directory: '/srv/demo' } } },
    ],
  ])('%s', (_what, argv, expected) => {
    expect(parse(...argv)).toEqual(expected);
  });
});

test('import', () => {
  const request = { agent: 'acp', file: '/srv/demo/c.jsonl', name: null };
  expect(parse('import', 'acp', 'c.jsonl', '-C', '/srv/demo')).toEqual({ command: 'import', request, output: 'text' });
  expect(parse('import', 'acp', '/c.jsonl', '--name', 'zed', '--json')).toEqual({
    command: 'import',
    request: { agent: 'acp', file: '/c.jsonl', name: 'zed' },
    output: 'json',
  });
});

describe('pin and unpin', () => {
  const pin: PinInvocation = {
    command: 'pin',
    request: { dryRun: false, place: PLACE },
    output: 'text',
    color: 'auto',
  };

  test.each<[string, string[], PinInvocation]>([
    ['nothing', ['pin'], pin],
    ['a dry run', ['pin', '--dry-run'], { ...pin, request: { dryRun: true, place: PLACE } }],
    ['json', ['pin', '--json'], { ...pin, output: 'json' }],
    [
      'where',
      ['pin', '-C', '/srv/demo', '--codex-home', 'codex', '--moved-from', '/old'],
      {
        ...pin,
        request: {
          dryRun: false,
          place: {
            directory: '/srv/demo',
            homes: { ...NO_HOMES, codex: ['/srv/demo/codex'] },
            car: true,
            movedFrom: ['/old'],
            index: { file: null },
          },
        },
      },
    ],
    [
      'unpin',
      ['unpin', '--dry-run', '--json'],
      { ...pin, command: 'unpin', request: { dryRun: true, place: PLACE }, output: 'json' },
    ],
  ])('%s', (_what, argv, expected) => {
    expect(parse(...argv)).toEqual(expected);
  });
});

describe('a flag takes no value', () => {
  test.each<[string[], string]>([
    [['--json=1', 'a.ts'], '--json'],
    [['a.ts', '--json=true'], '--json'],
    [['a.ts', '--json=false'], '--json'],
    [['a.ts', '--json='], '--json'],
    [['a.ts', '--no-json=1'], '--no-json'],
    [['a.ts', '--no-index=1'], '--no-index'],
    [['a.ts', '--porcelain=x'], '--porcelain'],
    [['a.ts', '--show-email=x'], '--show-email'],
    [['a.ts', '--first-parent=x'], '--first-parent'],
    [['a.ts', '--classic', '-n1'], '-n'],
    [['-w1', 'a.ts'], '-w'],
    [['-p1', 'a.ts'], '-p'],
    [['-b=true', 'a.ts'], '-b'],
    [['-wn-', 'a.ts'], '-n'],
    [['-we5', 'a.ts'], '-e'],
    [['-c.x', 'a.ts'], '-c'],
    [['-n-1', '--', 'a.ts'], '-n'],
    [['-L', '-n1', '-w_', 'a.ts'], '-w'],
    [['pin', '--dry-run=yes'], '--dry-run'],
    [['unpin', '--dry-run=1'], '--dry-run'],
    [['pin', '-h1'], '-h'],
    [['notes', 'write', '--dry-run=1'], '--dry-run'],
    [['hooks', 'install', '--dry-run=1'], '--dry-run'],
    [['annotate', '--dry-run=1', 'a.ts'], '--dry-run'],
    [['report', '--redact=1', '--html', 'out'], '--redact'],
  ])('%j', (argv, flag) => {
    const [command = 'blame'] = COMMAND_NAMES.filter((name) => name === argv[0]);
    const hint = `ai-blame ${command} --help lists the options`;
    const message = `${flag} takes no value`;
    expect(thrownBy(() => parse(...argv))).toMatchObject({ code: 'USAGE', exitCode: 2, message, hint });
  });

  test('no flag of any command is declared otherwise', () => {
    const others = COMMAND_NAMES.flatMap((name) => {
      const { options }: Command = COMMANDS[name];
      const flags = Object.entries(options).filter(([, { type }]) => type === 'boolean');
      return flags.flatMap(([flag, { nargs }]) => (nargs === 0 ? [] : [`${name} ${flag}`]));
    });
    expect(others).toEqual([]);
  });

  test.each<[string[], Partial<BlameInvocation>]>([
    [['-wpM40', 'a.ts'], { output: 'porcelain' }],
    [['-fn', 'a.ts', '-L10,20'], { output: 'text' }],
    [['-bc', '-C40', '-M5', 'a.ts'], { output: 'classic' }],
    [['-L', '/-n1/', '--rev', '-w1', 'a.ts'], { output: 'text' }],
    [['--', '-n1'], { output: 'text' }],
  ])('flags in one word, values of options and names of files are none: %j', (argv, expected) => {
    expect(parse(...argv)).toMatchObject({ command: 'blame', ...expected });
  });

  test('what asks for help is answered by help, and does nothing else', () => {
    for (const argv of [
      ['pin', '--help=1'],
      ['pin', '--help', 'true'],
      ['pin', '-h', 'false'],
    ]) {
      expect(parse(...argv)).toEqual({ command: 'print', text: expect.stringMatching(/^ai-blame pin/) });
    }
    expect(parse('pin', '--version=x')).toEqual({ command: 'print', text: '1.2.3\n' });
  });
});

describe('wrong usage', () => {
  test.each([
    [['--jsn', 'a.ts'], 'Unknown option --jsn', 'did you mean --json?'],
    [['--porc', 'a.ts'], 'Unknown option --porc', 'did you mean --porcelain?'],
    [['-x', 'a.ts'], 'Unknown option -x', 'ai-blame blame --help lists the options'],
    [['edits', '--porcelain'], 'Unknown option --porcelain', 'ai-blame edits --help lists the options'],
    [['edits', '--ndjosn'], 'Unknown option --ndjosn', 'did you mean --ndjson?'],
    [['edits', '--no-merges'], 'Unknown option --no-merges', 'ai-blame edits --help lists the options'],
    [['--no-jsn', 'a.ts'], 'Unknown option --no-jsn', 'did you mean --no-json?'],
    [['--no-colour', 'a.ts'], 'Unknown option --no-colour', 'did you mean --no-color?'],
    [['--no-rve', 'a.ts'], 'Unknown option --no-rve', 'ai-blame blame --help lists the options'],
    [['--merges', '--no-merges', 'a.ts'], 'Unknown option --merges', 'ai-blame blame --help lists the options'],
    [['--merges=x', '--no-merges', 'a.ts'], 'Unknown option --merges', 'ai-blame blame --help lists the options'],
    [['a.ts', '--rev'], '--rev needs a value', 'ai-blame blame --help lists the options'],
    [['a.ts', '-L'], '-L needs a value', 'ai-blame blame --help lists the options'],
    [['a.ts', '--no-rev'], '--rev needs a value', null],
    [['a.ts', '--rev', 'a', '--rev', 'b'], '--rev was given 2 times, and takes one value', null],
    [['a.ts', '--json', '--porcelain'], '--json and --porcelain exclude each other', null],
    [['edits', '--json', '--ndjson'], '--json and --ndjson exclude each other', null],
    [
      ['a.ts', '--no-color', '--color', 'auto', '--color', 'never'],
      '--color was given 2 times, and takes one value',
      null,
    ],
    [['index', '--no-index', '--no-index'], 'ai-blame index makes no sense with --no-index', null],
    [['a.ts', '--color', 'blue'], '--color expects one of auto, always, never, not "blue"', null],
    [
      ['a.ts', '--min-evidence', 'some'],
      '--min-evidence expects one of exact, fragment, snapshot, inferred, not "some"',
      null,
    ],
    [['edits', '--action', 'move'], '--action expects one of create, modify, delete, rename, not "move"', null],
    [
      ['runs', 'list', '--agent', 'Claude'],
      '--agent expects one of codex, claude-code, gemini-cli, opencode, copilot-cli, copilot-vscode, acp, cursor, not "Claude"',
      'did you mean --agent claude-code?',
    ],
    [['edits', '--turn', '0'], '--turn expects a number from 1, not "0"', null],
    [['edits', '--turn', 'two'], '--turn expects a number from 1, not "two"', null],
    [
      ['edits', '--since', 'yesterday'],
      '--since expects a date as 2026-03-04, or a time as 2026-03-04T05:06:07Z, not "yesterday"',
      null,
    ],
    [
      ['edits', '--since', '2026-03-05', '--until', '2026-03-04'],
      '--since 2026-03-05 is later than --until 2026-03-04',
      null,
    ],
    [[], 'Which file? Name one', 'ai-blame FILE, or ai-blame --help'],
    [['blame'], 'Which file? Name one', 'ai-blame FILE, or ai-blame --help'],
    [[''], 'Which file? Name one', 'ai-blame FILE, or ai-blame --help'],
    [['why'], 'Which line? Name one as FILE:LINE, counted from 1', null],
    [['why', 'a.ts'], 'Which line? Name one as FILE:LINE, counted from 1, not "a.ts"', null],
    [['why', 'a.ts:0'], 'Which line? Name one as FILE:LINE, counted from 1, not "a.ts:0"', null],
    [['why', ':3'], 'Which line? Name one as FILE:LINE, counted from 1, not ":3"', null],
    [['why', 'a.ts:-3'], 'Which line? Name one as FILE:LINE, counted from 1, not "a.ts:-3"', null],
    [['why', 'a.ts:1', 'b.ts:2'], 'One line at a time: 2 were named', null],
    [['why', 'a.ts:1', '-L', '3'], 'Unknown option -L', 'ai-blame why --help lists the options'],
    [['doctor', 'a.ts'], 'ai-blame doctor takes no a.ts: it is about the whole repository', null],
    [['pin', 'a.ts'], 'ai-blame pin takes no a.ts: it is about the whole repository', null],
    [['unpin', '--codex-home', 'x'], 'Unknown option --codex-home', 'ai-blame unpin --help lists the options'],
    [['pin', '--dry'], 'Unknown option --dry', 'did you mean --dry-run?'],
    [['--', 'a.ts', 'b.ts'], 'One file at a time: 2 were named', null],
    [['a', 'b', 'c.ts'], 'One revision and one file at a time: a, b and c.ts were named', null],
    [['a...b', 'c.ts'], 'Which of both sides does a...b mean? Name A..B', null],
    [['--reverse', 'c.ts'], '--reverse begins with one revision: name it, or a range', 'ai-blame --reverse A..B FILE'],
    [
      ['--since', 'yesterday', 'c.ts'],
      '--since expects a date as 2026-03-04, a time as 2026-03-04T05:06:07Z, or 2.weeks, not "yesterday"',
      null,
    ],
    [['import', 'acp'], 'ai-blame import takes what is imported, and one file: ai-blame import acp FILE', null],
    [
      ['import', 'acp', 'a', '--name', 'a/b'],
      '--name takes letters, digits, dots, dashes and underscores, 64 at most',
      null,
    ],
  ])('%j', (argv, message, hint) => {
    const thrown = thrownBy(() => parse(...argv));
    expect(thrown).toBeInstanceOf(AiBlameError);
    expect(thrown).toMatchObject({ code: 'USAGE', exitCode: 2, message, hint });
  });
});

describe('help', () => {
  test.each([
    [['--help'], 'ai-blame [blame] [REV | A..B] [--] FILE [options]\n'],
    [['-h'], 'ai-blame [blame] [REV | A..B] [--] FILE [options]\n'],
    [['blame', '--help'], 'ai-blame [blame] [REV | A..B] [--] FILE [options]\n'],
    [['edits', '--help'], 'ai-blame edits [PATH…] [options]\n'],
    [['why', '--help'], 'ai-blame why FILE:LINE [options]\n'],
    [['log', '--help'], 'ai-blame log FILE [options]\n'],
    [['show', '--help'], 'ai-blame show FILE@REF [options]\n'],
    [['diff', '--help'], 'ai-blame diff FILE@A..B [options]\n'],
    [['bisect', '--help'], 'ai-blame bisect FILE --contains TEXT [options]\n'],
    [['trace', '--help'], 'ai-blame trace EDIT [options]\n'],
    [['link', '--help'], 'ai-blame link FILE@REF [options]\n'],
    [['help', 'help'], 'ai-blame help [COMMAND | evidence | caveats | refs]\n'],
    [['help', 'why'], 'ai-blame why FILE:LINE [options]\n'],
    [['help'], 'ai-blame [blame] [REV | A..B] [--] FILE [options]\n'],
    [['doctor', '--help'], 'ai-blame doctor [options]\n'],
    [['import', '--help'], 'ai-blame import acp FILE [options]\n'],
    [['pin', '--help'], 'ai-blame pin [options]\n'],
    [['unpin', '--help'], 'ai-blame unpin [options]\n'],
    [['a.ts', '--version'], '1.2.3\n'],
  ])('%j', (argv, beginning) => {
    const answer = parse(...argv);
    expect(answer.command).toBe('print');
    expect(answer).toHaveProperty('text', expect.stringMatching(/^[^\0]*[^\n]\n$/));
    expect('text' in answer && answer.text.startsWith(beginning)).toBe(true);
  });

  test('examples stand on one line each at 80 columns: they are there to be copied', () => {
    const env = fakeEnv({ variables: { COLUMNS: '80' }, stdout: new FakeOutput(200) });
    for (const command of [
      'blame',
      'edits',
      'why',
      'doctor',
      'import',
      'pin',
      'unpin',
      'index',
      'sessions',
      'runs',
      'logs',
    ]) {
      const answer = parseArguments([command, '--help'], env, '1.2.3');
      const [, examples = ''] = /\nExamples:\n(.*?)\n\n/s.exec('text' in answer ? `${answer.text}\n` : '') ?? [];
      // What begins a line is a command, or a description that goes on far to the right.
      for (const line of examples.split('\n')) expect(line).toMatch(/^ {2}ai-blame |^ {20}/);
    }
  });

  test.each([40, 80, 100])('is no wider than a terminal of %i columns', (columns) => {
    const env = fakeEnv({ variables: { COLUMNS: String(columns) }, stdout: new FakeOutput(200) });
    for (const command of ['blame', 'edits', 'why', 'doctor', 'import', 'pin', 'unpin']) {
      const answer = parseArguments([command, '--help'], env, '1.2.3');
      const widest = Math.max(...('text' in answer ? answer.text : '').split('\n').map((line) => line.length));
      expect(widest).toBeLessThanOrEqual(columns);
    }
  });

  test.each([
    ['blame', BLAME_EXAMPLES],
    ['edits', EDITS_EXAMPLES],
    ['why', WHY_EXAMPLES],
    ['doctor', DOCTOR_EXAMPLES],
    ['import', IMPORT_EXAMPLES],
    ['pin', PIN_EXAMPLES],
    ['unpin', UNPIN_EXAMPLES],
  ] as const)('the examples of %s run', (command, examples) => {
    for (const [example] of examples) {
      const [program, ...argv] = example.split(' ');
      expect(program).toBe('$0');
      expect(parse(...argv).command).toBe(command);
    }
  });
});
