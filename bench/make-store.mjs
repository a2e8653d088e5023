/**
 * A home of Codex with synthetic rollouts, always the same for the same size: about 1.2 MB a file, 14 turns each, lines in the
 * shape that Codex writes. By bytes: outputs of tools 46 %, reasoning 29 %, token counts 6 %, patches 4 %, ghosts 2 %, rest.
 */
import { closeSync, futimesSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seeded } from './measure.mjs';

const TURNS = 14;
const STEPS = 9;
const START = Date.UTC(2025, 10, 1);
const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const WORDS =
  'const value return await import from export function class index error result path buffer line test async';

function text(below, length, alphabet) {
  let result = '';
  for (let i = 0; i < length; i++) result += alphabet[below(alphabet.length)];
  return result;
}

function code(below, length) {
  const words = WORDS.split(' ');
  let result = '';
  while (result.length < length) {
    const indent = '  '.repeat(below(4));
    result += `${indent}${words[below(words.length)]} ${words[below(words.length)]}${below(1000)} = "${words[below(words.length)]}";\n`;
  }
  return result;
}

class Rollout {
  constructor(below, pools, session) {
    this.below = below;
    this.pools = pools;
    this.session = session;
    this.lines = [];
    this.clock = session.start;
    this.calls = 0;
  }

  add(type, payload) {
    this.clock += 500 + this.below(4000);
    this.lines.push(JSON.stringify({ timestamp: new Date(this.clock).toISOString(), type, payload }));
  }

  write(turns) {
    const { cwd, id, commit } = this.session;
    this.add('session_meta', {
      id,
      timestamp: new Date(this.clock).toISOString(),
      cwd,
      originator: 'codex_cli_rs',
      cli_version: '0.77.0',
      instructions: this.pools.instructions,
      source: 'cli',
      model_provider: 'openai',
      git: { commit_hash: commit, branch: 'main', repository_url: `https://example.org/${cwd.split('/').at(-1)}.git` },
    });
    for (let turn = 0; turn < turns; turn++) this.turn(turn);
    return `${this.lines.join('\n')}\n`;
  }

  turn(turn) {
    const { below, session } = this;
    const ghost = session.ghosts[turn];
    if (ghost?.time !== undefined) this.clock = Math.max(this.clock, ghost.time * 1000);
    const prompt = `Change number ${turn}: ${code(below, 200)}`;
    this.add('response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] });
    this.add('event_msg', { type: 'user_message', message: prompt, images: [] });
    this.add('turn_context', {
      cwd: session.cwd,
      approval_policy: 'on-request',
      sandbox_policy: { type: 'workspace-write', network_access: false },
      model: below(3) === 0 ? 'gpt-5.2-codex' : 'gpt-5.1-codex-max',
      effort: 'high',
      summary: 'auto',
      base_instructions: this.pools.context,
    });
    this.add('response_item', {
      type: 'ghost_snapshot',
      ghost_commit: {
        id: ghost?.id ?? text(below, 40, HEX),
        parent: session.commit,
        preexisting_untracked_files: this.pools.untracked,
        preexisting_untracked_dirs: [],
      },
    });
    for (let step = 0; step < STEPS; step++) this.step(step);
    this.add('event_msg', { type: 'agent_message', message: code(below, 300) });
  }

  step(step) {
    const { below, pools } = this;
    const callId = `call_${text(below, 24, BASE64.slice(0, 62))}`;
    const thought = `**Looking at part ${below(1000)}**`;
    this.add('event_msg', { type: 'agent_reasoning', text: thought });
    this.add('response_item', {
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: thought }],
      content: null,
      encrypted_content: pools.secrets[below(pools.secrets.length)],
    });
    const isPatch = step % 5 === 4;
    if (isPatch) {
      const lines = pools.code[below(pools.code.length)].split('\n').slice(0, 40);
      const input = `*** Begin Patch\n*** Add File: docs/notes-${below(400)}.md\n${lines.map((line) => `+${line}`).join('\n')}\n*** End Patch\n`;
      this.add('response_item', {
        type: 'custom_tool_call',
        status: 'completed',
        call_id: callId,
        name: 'apply_patch',
        input,
      });
    } else {
      const command = step % 3 === 0 ? 'npm run build' : `sed -n '1,200p' src/part-${below(40)}/file-${below(300)}.ts`;
      const args = JSON.stringify({ command, workdir: this.session.cwd, timeout_ms: 10000 });
      this.add('response_item', { type: 'function_call', name: 'shell_command', arguments: args, call_id: callId });
    }
    this.add('event_msg', { type: 'token_count', info: pools.tokens, rate_limits: pools.limits });
    const output = isPatch
      ? JSON.stringify({
          output: 'Success. Updated the following files:\nA docs/notes.md\n',
          metadata: { exit_code: 0 },
        })
      : `Exit code: 0\nWall time: 0.2 seconds\nOutput:\n${pools.code[below(pools.code.length)]}`;
    const type = isPatch ? 'custom_tool_call_output' : 'function_call_output';
    this.add('response_item', { type, call_id: callId, output });
  }
}

/** Pieces that are put together in many ways: what a scanner sees does not depend on them being new each time. */
function poolsOf(below) {
  const usage = {
    input_tokens: 48213,
    cached_input_tokens: 47104,
    output_tokens: 812,
    reasoning_output_tokens: 448,
    total_tokens: 49025,
  };
  return {
    code: Array.from({ length: 120 }, () => code(below, 2000 + below(5400))),
    secrets: Array.from({ length: 120 }, () => `gAAAAA${text(below, 1200 + below(2600), BASE64)}`),
    instructions: code(below, 6500),
    context: code(below, 500),
    untracked: Array.from({ length: 40 }, (_, i) => `tmp/output/${text(below, 16, HEX)}/report-${i}.json`),
    tokens: { total_token_usage: usage, last_token_usage: usage, model_context_window: 272000 },
    limits: {
      primary: { used_percent: 7, window_minutes: 300, resets_at: 1767041922 },
      secondary: { used_percent: 15, window_minutes: 10080, resets_at: 1767469877 },
      credits: { has_credits: false, unlimited: false, balance: null },
    },
  };
}

/**
 * @param home folder of the new home; used again where it was finished.
 * @param bytes about how much.
 * @param repository `{ cwd, commit, ghosts: [{ id, time }] }` whose turns are spread over the store, or null.
 * @returns the home.
 */
export function makeStore(home, bytes, repository = null) {
  if (statSync(home, { throwIfNoEntry: false }) !== undefined) return home;
  const draft = `${home}.part`;
  rmSync(draft, { recursive: true, force: true });
  const below = seeded(bytes);
  const pools = poolsOf(below);
  const own = [];
  for (let i = 0; i < (repository?.ghosts.length ?? 0); i += TURNS) own.push(repository.ghosts.slice(i, i + TURNS));
  const files = Math.max(Math.round(bytes / 1_250_000), own.length);
  let written = 0;
  for (let n = 0, next = 0; n < files || next < own.length; n++) {
    // The repository's sessions lie among the others, evenly.
    const isOwn = next < own.length && n * own.length >= next * files;
    const ghosts = isOwn ? own[next++] : [];
    const start = isOwn ? ghosts[0].time * 1000 - 60_000 : START + n * 3_600_000;
    const id = `019a${text(below, 4, HEX)}-${text(below, 4, HEX)}-7${text(below, 3, HEX)}-8${text(below, 3, HEX)}-${text(below, 12, HEX)}`;
    const cwd = isOwn ? repository.cwd : `/home/dev/project-${below(40)}`;
    const commit = isOwn ? repository.commit : text(below, 40, HEX);
    const content = new Rollout(below, pools, { id, cwd, commit, ghosts, start }).write(isOwn ? ghosts.length : TURNS);
    const time = new Date(start).toISOString();
    const day = time.slice(0, 10).replaceAll('-', '/');
    const file = join(draft, 'sessions', day, `rollout-${time.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`);
    mkdirSync(dirname(file), { recursive: true });
    const fd = openSync(file, 'w');
    written += writeSync(fd, content);
    // As old as its session.
    futimesSync(fd, start / 1000, start / 1000);
    closeSync(fd);
  }
  renameSync(draft, home);
  console.error(`made ${home}: ${files} files, ${(written / 1e6).toFixed(0)} MB`);
  return home;
}
