import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ERAS } from './eras.mjs';

/** Number of patches that changed nothing. */
const NOT_APPLIED = -1;

/** The trace of one session, in the shapes of its release. */
export class Rollout {
  /** `{ text, patch }`; `patch`: the number of the patch that the record tells of, else null. */
  #records = [];
  #calls = 0;
  #patches = 0;

  /**
   * @param options.id the session's; `version` a key of ERAS; `cwd` absolute; `git` as in `session_meta`
   * @param tick moves the world's clock on and returns it, in milliseconds since 1970
   */
  constructor({ id, version, cwd, git }, tick) {
    this.id = id;
    this.version = version;
    this.era = ERAS[version];
    this.cwd = cwd;
    this.tick = tick;
    const started = tick();
    this.startedAt = started;
    this.#record('session_meta', {
      ...(this.era.itemIds ? { session_id: id } : {}),
      id,
      timestamp: iso(started),
      cwd,
      originator: 'codex_cli_rs',
      cli_version: version,
      source: 'cli',
      model_provider: 'openai',
      ...(this.era.paginated ? { history_mode: 'paginated' } : {}),
      ...(git === null ? {} : { git }),
    });
    this.#item({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: `<environment_context>\n  <cwd>${cwd}</cwd>\n</environment_context>` }],
    });
  }

  #record(type, payload, more = {}) {
    const time = more.time ?? this.tick();
    this.#records.push({ time, type, payload, patch: more.patch ?? null });
    return time;
  }

  #item(payload, more) {
    const id = this.era.itemIds ? { id: `item_${this.id.slice(-4)}_${this.#records.length}` } : {};
    const passed =
      this.era.itemIds && this.turnId ? { internal_chat_message_metadata_passthrough: { turn_id: this.turnId } } : {};
    return this.#record('response_item', { ...payload, ...id, ...passed }, more);
  }

  #event(payload, more) {
    return this.#record('event_msg', payload, more);
  }

  beginTurn(number, model, prompt) {
    this.turnId = this.era.turnIds ? `${this.id.slice(0, 18)}-8000-${String(number).padStart(12, '0')}` : null;
    this.model = model;
    if (this.turnId) this.#event({ type: 'task_started', turn_id: this.turnId, model_context_window: 258400 });
    if (this.era.contextFirst) this.#turnContext();
    this.#item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] });
    if (this.era.paginated) {
      const item = { type: 'UserMessage', id: `user-${number}`, content: [{ type: 'text', text: prompt }] };
      this.#completed(item);
    } else this.#event({ type: 'user_message', message: prompt, images: [] });
    if (!this.era.contextFirst) this.#turnContext();
  }

  /** Up to 0.106 each request of the model writes it again. */
  #turnContext() {
    this.#record('turn_context', {
      ...(this.turnId ? { turn_id: this.turnId } : {}),
      cwd: this.cwd,
      approval_policy: 'never',
      sandbox_policy: { type: 'danger-full-access' },
      model: this.model,
      summary: 'auto',
    });
  }

  #completed(item, more) {
    const time = this.tick();
    return this.#event(
      {
        type: 'item_completed',
        thread_id: this.id,
        turn_id: this.turnId,
        item,
        started_at_ms: time,
        completed_at_ms: time,
      },
      more,
    );
  }

  ghost({ id, parent, untracked }) {
    this.#item({
      type: 'ghost_snapshot',
      ghost_commit: { id, parent, preexisting_untracked_files: untracked, preexisting_untracked_dirs: [] },
    });
  }

  /**
   * A call of a patch.
   * @param body what stands between Begin and End
   * @param changes absolute path → as in a structured record
   * @param listed `A path` …, as Codex prints them
   * @param way how the call was made: 'tool', 'heredoc', 'cd-heredoc' (from the folder `folder`), 'words', 'program'
   * @param act changes the files
   */
  patch({ body, changes, listed, way, folder }, act) {
    const call = this.#call();
    const patch = this.#patches++;
    const text = `*** Begin Patch\n${body}\n*** End Patch`;
    const stdout = `Success. Updated the following files:\n${listed.join('\n')}\n`;
    const output = JSON.stringify({ output: stdout, metadata: { exit_code: 0, duration_seconds: 0.1 } });
    const shown = this.era.itemIds ? `Exit code: 0\nWall time: 0.1 seconds\nOutput:\n${stdout}` : output;
    let structuredId = call;
    if (way === 'program') {
      structuredId = `exec-${call}`;
      const input = `const patch = ${JSON.stringify(text)};\nawait tools.apply_patch(patch);\n`;
      this.#item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'exec', input }, { patch });
    } else if (way === 'tool') {
      const input = text;
      this.#item(
        { type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input },
        { patch },
      );
    } else if (way === 'words') {
      const args = JSON.stringify({ command: ['apply_patch', text], workdir: this.cwd });
      this.#item({ type: 'function_call', name: 'shell', arguments: args, call_id: call }, { patch });
    } else {
      const cd = way === 'cd-heredoc' ? `cd ${folder} && ` : '';
      this.#shellCall(call, `${cd}apply_patch <<'EOF'\n${text}\nEOF`, { patch });
    }
    this.tick();
    act();
    if (this.era.structured === 'event') {
      this.#event(
        {
          type: 'patch_apply_end',
          call_id: structuredId,
          turn_id: this.turnId,
          stdout,
          stderr: '',
          success: true,
          changes,
          status: 'completed',
        },
        { patch },
      );
    } else if (this.era.structured === 'item') {
      this.#completed(
        { type: 'FileChange', id: structuredId, changes, status: 'completed', stdout, stderr: '' },
        { patch },
      );
    }
    if (way === 'program') {
      const told = [{ type: 'input_text', text: 'Script completed\nWall time 0.1 seconds\nOutput:\n' }];
      this.#item({ type: 'custom_tool_call_output', call_id: call, output: told }, { patch });
    } else {
      const type = way === 'tool' ? 'custom_tool_call_output' : 'function_call_output';
      this.#item(
        { type, call_id: call, output: way === 'tool' || this.era.late ? shown : exited(0, stdout, this.era) },
        { patch },
      );
    }
    this.#endRound();
  }

  /** A patch that did not fit, or was turned away: nothing was written. */
  failedPatch(body, output) {
    const call = this.#call();
    const input = `*** Begin Patch\n${body}\n*** End Patch`;
    const patch = NOT_APPLIED;
    this.#item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input }, { patch });
    this.#item({ type: 'custom_tool_call_output', call_id: call, output }, { patch });
    this.#endRound();
  }

  /** A command, and what it does. */
  shell(command, act = () => {}) {
    const call = this.#call();
    this.#shellCall(call, command, {});
    this.tick();
    act();
    if (this.era.paginated) {
      this.#completed({
        type: 'CommandExecution',
        id: call,
        command: ['/bin/bash', '-lc', command],
        cwd: `file://${this.cwd}`,
        source: 'agent',
        status: 'completed',
        aggregated_output: '',
        exit_code: 0,
        duration: { secs: 0, nanos: 1 },
      });
    }
    this.#item({ type: 'function_call_output', call_id: call, output: exited(0, '', this.era) });
    this.#endRound();
  }

  #shellCall(call, command, more) {
    const { shell } = this.era;
    const args =
      shell === 'shell'
        ? { command: ['bash', '-lc', command], workdir: this.cwd }
        : shell === 'shell_command'
          ? { command, workdir: this.cwd }
          : { cmd: command };
    this.#item({ type: 'function_call', name: shell, arguments: JSON.stringify(args), call_id: call }, more);
  }

  #endRound() {
    if (!this.era.contextFirst) this.#turnContext();
  }

  undone(ghost) {
    this.#event({ type: 'undo_completed', success: true, message: `Undo restored snapshot ${ghost.slice(0, 7)}.` });
  }

  endTurn() {
    this.#item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done.' }] });
    if (this.turnId) this.#event({ type: 'task_complete', turn_id: this.turnId, last_agent_message: 'Done.' });
  }

  #call() {
    this.#calls++;
    return `call_${this.id.slice(-6)}_${this.#calls}`;
  }

  /**
   * Writes the trace into a home.
   * @param withPatches false: each patch is told as a command that says nothing of files, and its structured record is gone
   */
  save(home, withPatches = true) {
    const records = withPatches ? this.#records : this.#withoutPatches();
    const lines = records.map(({ time, type, payload }, ordinal) =>
      JSON.stringify({ timestamp: iso(time), ...(this.era.paginated ? { ordinal } : {}), type, payload }),
    );
    const day = iso(this.startedAt).slice(0, 10).replaceAll('-', '/');
    const name = `rollout-${iso(this.startedAt).slice(0, 19).replaceAll(':', '-')}-${this.id}.jsonl`;
    const file = join(home, 'sessions', day, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join('\n')}\n`);
  }

  #withoutPatches() {
    return this.#records.flatMap((record) => {
      const { patch, payload, time } = record;
      if (patch === null) return [record];
      if (patch === NOT_APPLIED) return [];
      const call = `call_opaque_${this.id.slice(-6)}_${patch}`;
      const item = (told) => [{ time, type: 'response_item', payload: told, patch: null }];
      if (payload.type === 'custom_tool_call' || payload.type === 'function_call') {
        const name = this.era.shell === 'shell' ? 'shell_command' : this.era.shell;
        const command = `python3 scripts/step${patch}.py`;
        const args = name === 'exec_command' ? { cmd: command } : { command, workdir: this.cwd };
        return item({ type: 'function_call', name, arguments: JSON.stringify(args), call_id: call });
      }
      if (payload.type === 'custom_tool_call_output' || payload.type === 'function_call_output') {
        return item({ type: 'function_call_output', call_id: call, output: exited(0, '', this.era) });
      }
      return [];
    });
  }
}

function exited(code, output, { shell }) {
  if (shell === 'exec_command') {
    return `Chunk ID: abc123\nWall time: 0.1000 seconds\nProcess exited with code ${code}\nOutput:\n${output}`;
  }
  if (shell === 'shell') return JSON.stringify({ output, metadata: { exit_code: code, duration_seconds: 0.1 } });
  return `Exit code: ${code}\nWall time: 0.1 seconds\nOutput:\n${output}`;
}

function iso(milliseconds) {
  return new Date(milliseconds).toISOString();
}
