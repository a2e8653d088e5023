import { describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../src/cli/parse-arguments.js';
import { AiBlameError } from '../../src/errors.js';
import { fakeEnv } from './fake-env.js';

function parse(line: string) {
  return parseArguments(line.split(' '), fakeEnv(), '0.0.0');
}

function trouble(line: string): string {
  try {
    parse(line);
    return 'none';
  } catch (error) {
    return error instanceof AiBlameError && error.exitCode === 2 ? error.message : `not 2: ${error}`;
  }
}

const FILTER = {
  archived: 'active',
  agents: [],
  projects: [],
  cwds: [],
  sources: [],
  models: [],
  search: null,
  since: null,
  until: null,
};

describe('state-index 19: sessions list', () => {
  test('asks for active ones, the newest first, 50 of them', () => {
    expect(parse('sessions')).toMatchObject({
      command: 'sessions',
      output: 'text',
      request: {
        what: 'list',
        filter: FILTER,
        includeEmpty: false,
        sort: 'created',
        ascending: false,
        limit: 50,
        cursor: null,
        tree: false,
      },
    });
  });

  test('takes all filters', () => {
    const line =
      'sessions list --archived --agent codex --project . --cwd /srv/demo --source cli --source exec --model m --search x' +
      ' --since 2026-03-01 --until 2026-03-02 --sort updated --asc --limit 7 --cursor v1.x --include-empty --tree --ndjson';
    expect(parse(line)).toMatchObject({
      output: 'ndjson',
      request: {
        filter: {
          archived: 'archived',
          agents: ['codex'],
          projects: ['/home/ada/demo/src'],
          cwds: ['/srv/demo'],
          sources: ['cli', 'exec'],
          models: ['m'],
          search: 'x',
          since: '2026-03-01T00:00:00.000Z',
          until: '2026-03-02T23:59:59.999Z',
        },
        includeEmpty: true,
        sort: 'updated',
        ascending: true,
        limit: 7,
        cursor: 'v1.x',
        tree: true,
      },
    });
  });

  test('threads is the same', () => {
    expect(parse('threads list --all')).toEqual(parse('sessions list --all'));
  });
});

describe('state-index 30: wrong values', () => {
  test.each([
    ['sessions --limit 0', '--limit expects a number from 1 to 1000, not "0"'],
    ['sessions --limit 1001', '--limit expects a number from 1 to 1000, not "1001"'],
    ['runs --limit many', '--limit expects a number from 1 to 1000, not "many"'],
    ['sessions --sort size', '--sort expects one of created, updated, not "size"'],
    ['sessions --since 2026-03-02 --until 2026-03-01', '--since 2026-03-02 is later than --until 2026-03-01'],
    ['runs --since 2026-03-02 --until 2026-03-01', '--since 2026-03-02 is later than --until 2026-03-01'],
    ['sessions --archived --all', '--archived and --all exclude each other'],
    ['sessions --json --ndjson', '--json and --ndjson exclude each other'],
    ['sessions lost', 'ai-blame sessions expects one of list, show, transcript, not "lost"'],
    ['sessions list more', 'ai-blame sessions list takes no more'],
    ['sessions show', 'ai-blame sessions show takes one session: name it by its id, or by how that begins'],
    ['sessions show a b', 'ai-blame sessions show takes one session: 2 were named'],
    ['sessions show a --tree', 'ai-blame sessions show takes no --tree'],
    ['runs lost', 'ai-blame runs expects one of list, show, events, artifacts, not "lost"'],
    ['runs show a --limit 3', 'ai-blame runs show takes no --limit'],
    ['runs events', 'ai-blame runs events takes one run: name it by its id, or by how that begins'],
    ['runs events a --follow --json', '--follow and --json exclude each other'],
    ['runs events a --follow --limit 3', '--follow and --limit exclude each other'],
    ['runs events a --poll-ms 3', '--poll-ms goes with --follow only'],
    ['runs events a --follow --poll-ms 0', '--poll-ms expects a number from 1 to 60000, not "0"'],
    ['runs events a --with-wire', '--with-wire goes with --store only'],
    ['runs events a --with-wire --store f --after-seq 1', '--with-wire and --after-seq exclude each other'],
  ])('%s', (line, message) => {
    expect(trouble(line)).toBe(message);
  });
});

describe('run-history 1: runs list', () => {
  test('takes all filters', () => {
    const line =
      'runs list --agent codex --status running --status failed --project /srv --since 2026-03-01 --archived --limit 3 --cursor v1.x --json';
    expect(parse(line)).toMatchObject({
      command: 'runs',
      output: 'json',
      request: {
        what: 'list',
        store: null,
        filter: {
          archived: 'archived',
          agents: ['codex'],
          statuses: ['running', 'failed'],
          projects: ['/srv'],
          since: '2026-03-01T00:00:00.000Z',
          until: null,
        },
        limit: 3,
        cursor: 'v1.x',
      },
    });
  });

  test('a status that no version knows', () => {
    expect(trouble('runs --status dreaming')).toBe(
      '--status expects one of pending, running, paused, stopping, stopped, completed, failed, superseded, not "dreaming"',
    );
  });
});

describe('run-history 2: runs events and artifacts', () => {
  test('events', () => {
    const line = 'runs events 0199 --after-seq 7 --type tool_call --type file_edit --step 2 --limit 5 --store flows.db';
    expect(parse(line)).toMatchObject({
      output: 'text',
      request: {
        what: 'events',
        store: '/home/ada/demo/src/flows.db',
        run: '0199',
        afterSeq: 7,
        types: ['tool_call', 'file_edit'],
        step: '2',
        limit: 5,
        withWire: false,
      },
    });
  });

  test('run-history 5: --follow is NDJSON, and looks every 500 milliseconds', () => {
    expect(parse('runs events 0199 --follow')).toMatchObject({
      output: 'ndjson',
      request: { what: 'follow', pollMs: 500 },
    });
    expect(parse('runs events 0199 --follow --poll-ms 20')).toMatchObject({ request: { pollMs: 20 } });
  });

  test('artifacts', () => {
    expect(parse('runs artifacts 0199 --kind patch --check')).toMatchObject({
      request: { what: 'artifacts', kinds: ['patch'], check: true },
    });
  });

  test('run-history 4: a type that no version knows is refused, and the known ones are listed', () => {
    const message = trouble('runs events a --type daydream');
    expect(message).toMatch(/^--type expects one of agent_failed, .*, user_message, not "daydream"$/);
  });

  test.each(['-1', '1.5', 'x', '1e3', ''])('run-history 21: --after-seq "%s"', (value) => {
    expect(trouble(`runs events a --after-seq ${value}`)).toBe(`--after-seq expects a number from 0, not "${value}"`);
  });
});
