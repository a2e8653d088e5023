import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { copilotCliAdapter } from '../../../src/agents/copilot-cli/adapter.js';
import type { ReadEvent } from '../../../src/model/agent-event.js';
import { applyReplacements } from '../../../src/patch/apply-replacements.js';
import { corpusSource } from '../../support/corpus.js';
import { corpusTest } from '../../support/corpus-test.js';
import { bodies, changesOf, told } from './log-reading.js';

function sourceIn(corpus: string, path: string) {
  return corpusSource(corpus, path, 'copilot-cli');
}

function blobId(text: Buffer | string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

describe('agentv (1.0.64): 68 calls, one edit', () => {
  const path = 'copilot-cli/agentv-10fb4666/events.jsonl';

  corpusTest('the file that was viewed and the edit give the contents that are known of it', (corpus) => {
    const truth = JSON.parse(readFileSync(join(corpus, 'copilot-cli/agentv-10fb4666/truth.json'), 'utf8')) as {
      model: string;
      edits: [{ path: string; before_blob: string; after_blob: string }];
      head_commit: string;
    };
    const adapter = copilotCliAdapter();
    const trace = adapter.read(sourceIn(corpus, path));
    const cwd = '/home/entity/projects/EntityProcess/agentv';
    expect(trace.session).toMatchObject({ agentVersion: '1.0.64', cwd, git: { commit: truth.head_commit } });
    expect(trace.warnings).toEqual([]);
    expect(trace.turns).toHaveLength(1);
    expect(told(trace)).toEqual([`1 modify ${cwd}/${truth.edits[0].path} applied ${truth.model}`]);
    const reads = trace.events.filter((event): event is ReadEvent => event.kind === 'read');
    expect(reads.map(({ path, whole }) => [path, whole])).toEqual([[`${cwd}/${truth.edits[0].path}`, true]]);
    const before = adapter.loadRead(reads[0] as ReadEvent) ?? '';
    expect(blobId(before)).toBe(truth.edits[0].before_blob);
    const telling = bodies(trace)[0]?.tellings[0];
    const steps = telling?.kind === 'replacements' ? telling.steps : [];
    const after = applyReplacements(Buffer.from(before), steps);
    expect(blobId(after?.content ?? '')).toBe(truth.edits[0].after_blob);
  });

  corpusTest('every call of a shell is a command or only reads, and its exit code is known', (corpus) => {
    const trace = copilotCliAdapter().read(sourceIn(corpus, path));
    const commands = trace.events.flatMap((event) => (event.kind === 'command' ? [event] : []));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.length).toBeLessThanOrEqual(61);
    expect(commands.filter(({ outcome }) => outcome === 'rejected' || outcome === 'aborted')).toEqual([]);
    expect(commands.filter(({ exitCode, outcome }) => exitCode === 0 && outcome !== 'applied')).toEqual([]);
  });
});

describe('vscode-copilot-chat (0.0.354): sessions without edits', () => {
  const folder = 'copilot-cli/vscode-copilot-chat-0.0.354';

  corpusTest('a view is a read of the whole file, and no creation', (corpus) => {
    const adapter = copilotCliAdapter();
    const trace = adapter.read(sourceIn(corpus, `${folder}/c8963ad7-e7b1-414c-a9fc-930905e76708.jsonl`));
    expect(trace.session).toMatchObject({
      id: 'c8963ad7-e7b1-414c-a9fc-930905e76708',
      agentVersion: '0.0.354',
      cwd: null,
    });
    expect(trace.events).toMatchObject([{ kind: 'read', path: '/one.ts', whole: true, model: null }]);
    const text = adapter.loadRead(trace.events[0] as ReadEvent) ?? '';
    expect(text.split('\n')[0]).toMatch(/^\/\*-+$/);
    expect(trace.warnings).toEqual([]);
  });

  corpusTest('turns of the other two', (corpus) => {
    const prompts = ['2acc594f-590b-4c79-9fcc-c1b1ea774875', 'cb2aca77-f42b-4dbd-a10a-41bd04eaa3ba'].map((name) =>
      copilotCliAdapter()
        .read(sourceIn(corpus, `${folder}/${name}.jsonl`))
        .turns.map(({ prompt }) => prompt),
    );
    expect(prompts).toEqual([['what is 1+1'], ['what is 1+1', 'what is 2+2']]);
  });
});

describe('fixtures of git-ai', () => {
  corpusTest('a creation that its result tells in the other form', (corpus) => {
    const source = sourceIn(corpus, 'gitai-transcript-fixtures/copilot_cli_session_events.jsonl');
    const trace = copilotCliAdapter().read(source);
    expect(told(trace)).toEqual(['1 create /Users/test/project/hello.py applied gpt-4.1']);
    expect(bodies(trace)).toEqual([{ tellings: [{ kind: 'content', text: "print('hello world')\n" }] }]);
    expect(trace.session.git).toEqual({
      commit: '3a97d3e01e093f632865982193c9506debda3a87',
      branch: 'master',
      remote: 'https://github.com/test/repo',
    });
    expect(changesOf(trace)[0]?.time).toBe('2026-05-12T00:21:12.500Z');
  });

  corpusTest('a session without a model and without calls', (corpus) => {
    const source = sourceIn(corpus, 'gitai-transcript-fixtures/copilot_cli_session_no_model.jsonl');
    const { summary, events } = copilotCliAdapter().scan(source, null);
    expect(events).toEqual([]);
    expect(summary).toMatchObject({ model: null, title: 'hello', turns: 1 });
  });
});
