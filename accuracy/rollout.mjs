import { ERAS, OLDEST } from './eras.mjs';
import { envelopedLines, iso, saveTrace } from './trace-files.mjs';

/** In place of the name of a patch: it changed nothing. */
const NOT_APPLIED = 'not applied';

/** The trace of one session, in the shapes of its release. */
export class Rollout {
  /** `{ time, type, payload, patch }`; `patch`: the name of the patch that the record tells of, else null. */
  #records = [];
  /** The history that it goes on from without a copy: `{ rollout, count }`. */
  #base = null;
  /** Numbers of the records at which turns begin. */
  turnStarts = [];
  /** Where its own records begin, where it says so. */
  #firstOwn = null;
  #calls = 0;
  #patches = 0;

  /**
   * @param options.id the session's; `version` a key of ERAS or OLDEST; `cwd` absolute; `git` as in `session_meta`
   * @param options.kin null, or what it comes from: `{ as: 'fork' | 'resumed' | 'revert' | 'sub-agent', rollout, withHistory, count }`; `count`: of
   * records that it goes on from, all of them if left out
   * @param options.file what its file is called after: the session, but for a revert
   * @param tick moves the world's clock on and returns it, in milliseconds since 1970
   */
  constructor({ id, version, cwd, git, storage = 'plain', kin = null, file = id }, tick) {
    this.id = id;
    this.version = version;
    this.era = ERAS[version] ?? OLDEST[version];
    this.cwd = cwd;
    this.storage = storage;
    this.file = file;
    this.tick = tick;
    const started = tick();
    this.startedAt = started;
    /** The session at the root of a tree of agents. */
    this.rootId = kin?.as === 'sub-agent' ? kin.rollout.rootId : id;
    if ((kin?.as === 'fork' || kin?.as === 'revert') && this.era.paginated) {
      this.#base = { rollout: kin.rollout, count: kin.count ?? kin.rollout.#records.length };
    }
    this.#record('session_meta', {
      ...(this.era.itemIds ? { session_id: this.rootId } : {}),
      id,
      ...(kin?.as === 'fork' && this.era.forks ? { forked_from_id: kin.rollout.id } : {}),
      ...(kin?.as === 'sub-agent' && this.era.itemIds ? { parent_thread_id: kin.rollout.id } : {}),
      timestamp: iso(started),
      cwd,
      originator: 'codex_cli_rs',
      cli_version: version,
      source: kin?.as === 'sub-agent' ? spawned(kin.rollout.id, this.era) : 'cli',
      model_provider: 'openai',
      ...(this.era.paginated ? { history_mode: 'paginated' } : {}),
      ...(git === null ? {} : { git }),
    });
    if (kin !== null) this.#inherit(kin, started);
    if (kin !== null && kin.as !== 'sub-agent') return;
    if (this.era.noCwd) return;
    this.#item({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: `<environment_context>\n  <cwd>${cwd}</cwd>\n</environment_context>` }],
    });
  }

  /** Copies of another session's records, with the time of the copying (formats/codex.md, 13). */
  #inherit({ as, rollout, withHistory, count }, time) {
    if (this.#base !== null || (as === 'sub-agent' && !withHistory)) return;
    const isMarker = ({ type, payload }) =>
      type === 'session_meta' ||
      (type === 'response_item' && payload.type === 'message') ||
      (type === 'event_msg' && /^(task_|user_message)/.test(payload.type));
    const keep = as === 'sub-agent' && this.era.subAgents === 'messages' ? isMarker : () => true;
    const isOurs = ({ type }) => !this.era.bare || type !== 'session_meta';
    const copied = rollout.#records.slice(0, count).filter((record) => keep(record) && isOurs(record));
    for (const record of copied) this.#records.push({ ...record, time });
    if (as === 'sub-agent' && this.era.subAgents === 'ordinals') {
      this.#firstOwn = this.#records.length;
      this.#records[0].payload.subagent_history_start_ordinal = this.#firstOwn;
    }
  }

  #record(type, payload, more = {}) {
    const time = more.time ?? this.tick();
    this.#records.push({ time, type, payload, patch: more.patch ?? null });
    return time;
  }

  #item(payload, more) {
    const id = this.era.itemIds ? { id: `item_${this.file.slice(-4)}_${this.#records.length}` } : {};
    const passed =
      this.era.itemIds && this.turnId ? { internal_chat_message_metadata_passthrough: { turn_id: this.turnId } } : {};
    return this.#record('response_item', { ...payload, ...id, ...passed }, more);
  }

  #event(payload, more) {
    return this.#record('event_msg', payload, more);
  }

  beginTurn(number, model, prompt) {
    this.turnId = this.era.turnIds ? uuid7(this.tick(), number) : null;
    this.model = model;
    this.turnStarts.push(this.#records.length);
    if (this.turnId) this.#event({ type: 'task_started', turn_id: this.turnId, model_context_window: 258400 });
    if (this.era.contextFirst) this.#turnContext();
    this.#item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] });
    if (this.era.noEvents) return;
    if (this.era.paginated) {
      const item = { type: 'UserMessage', id: `user-${number}`, content: [{ type: 'text', text: prompt }] };
      this.#completed(item);
    } else this.#event({ type: 'user_message', message: prompt, images: [] });
    if (!this.era.contextFirst) this.#turnContext();
  }

  /** Up to 0.106 each request of the model writes it again. */
  #turnContext() {
    if (this.era.noEvents) return;
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
   * @param way how the call was made: 'tool', 'function', 'heredoc', 'cd-heredoc' (from the folder `folder`), 'words', 'program'
   * @param pieces where a program makes several patches of it: `{ body, changes, listed }` of each
   * @param act changes the files
   * @param cut null, or how the turn ends before the result: what the output says, '' for none at all
   */
  patch({ body, changes, listed, way, folder, pieces = [{ body, changes, listed }] }, act, cut = null) {
    const call = this.#call();
    const patch = `${this.id.slice(-6)}_${this.#patches++}`;
    const text = patchText(body);
    const stdout = successOf(listed);
    const output = JSON.stringify({ output: stdout, metadata: { exit_code: 0, duration_seconds: 0.1 } });
    const shown = this.era.itemIds ? `Exit code: 0\nWall time: 0.1 seconds\nOutput:\n${stdout}` : output;
    if (way === 'program') {
      const uses = pieces.map((piece) => `await tools.apply_patch(${JSON.stringify(patchText(piece.body))});\n`);
      const input = uses.join('');
      this.#item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'exec', input }, { patch });
    } else if (way === 'tool') {
      const input = text;
      this.#item(
        { type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input },
        { patch },
      );
    } else if (way === 'function') {
      const args = JSON.stringify({ input: text });
      this.#item({ type: 'function_call', name: 'apply_patch', arguments: args, call_id: call }, { patch });
    } else if (way === 'words') {
      const args = JSON.stringify({ command: ['apply_patch', text], workdir: this.cwd });
      this.#item({ type: 'function_call', name: 'shell', arguments: args, call_id: call }, { patch });
    } else {
      const cd = way === 'cd-heredoc' ? `cd ${folder} && ` : '';
      this.#shellCall(call, `${cd}apply_patch <<'EOF'\n${text}\nEOF`, { patch });
    }
    this.tick();
    act();
    if (cut !== null) return this.#cutShort(call, way === 'tool' || way === 'program', cut, patch);
    if (way === 'program') {
      for (const [n, piece] of pieces.entries()) {
        this.#structured(`exec-${call}-${n}`, piece.changes, 'completed', successOf(piece.listed), patch);
      }
    } else this.#structured(call, changes, 'completed', stdout, patch);
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

  /** The record of a patch that was applied, or turned away. */
  #structured(id, changes, status, stdout, patch) {
    const told = { changes, status, stdout, stderr: '' };
    if (this.era.structured === 'event') {
      const success = status === 'completed';
      const record = { type: 'patch_apply_end', call_id: id, turn_id: this.turnId, success, ...told };
      this.#event(record, { patch });
    } else if (this.era.structured === 'item') this.#completed({ type: 'FileChange', id, ...told }, { patch });
  }

  /** The person stops the turn while a call runs: it has no result, or one that says so. */
  #cutShort(call, isCustom, output, patch = null) {
    const type = isCustom ? 'custom_tool_call_output' : 'function_call_output';
    if (output !== '') this.#item({ type, call_id: call, output }, { patch });
    const text = '<turn_aborted>\nThe user interrupted the previous turn on purpose.\n</turn_aborted>';
    this.#item({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
    if (!this.era.noEvents) {
      this.#event({ type: 'turn_aborted', ...(this.turnId ? { turn_id: this.turnId } : {}), reason: 'interrupted' });
    }
    this.turnId = null;
  }

  /** The person goes back to before the latest turn: files stay as they are. */
  rollBack() {
    this.#event({ type: 'thread_rolled_back', num_turns: 1 });
  }

  /** The call by which a sub-agent was begun. */
  spawn(child) {
    const call = this.#call();
    const args = JSON.stringify({ message: 'Do this part', agent_type: 'worker' });
    this.#item({ type: 'function_call', name: 'spawn_agent', arguments: args, call_id: call });
    this.#item({ type: 'function_call_output', call_id: call, output: JSON.stringify({ agent_id: child }) });
  }

  /**
   * A patch that did not fit, or was turned away: nothing was written.
   * @param declined what it would have changed, where a record of its own tells that the person declined it
   */
  failedPatch(body, output, declined = null) {
    const call = this.#call();
    const input = `*** Begin Patch\n${body}\n*** End Patch`;
    const patch = NOT_APPLIED;
    if (this.era.bare && !this.era.patchTool) {
      const args = JSON.stringify({ command: ['apply_patch', input], workdir: this.cwd });
      this.#item({ type: 'function_call', name: 'shell', arguments: args, call_id: call }, { patch });
      this.#item({ type: 'function_call_output', call_id: call, output }, { patch });
      return;
    }
    this.#item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input }, { patch });
    if (declined !== null) this.#structured(call, declined, 'declined', '', patch);
    this.#item({ type: 'custom_tool_call_output', call_id: call, output }, { patch });
    this.#endRound();
  }

  /**
   * A command, and what it does.
   * @param cut as of `patch`
   */
  shell(command, act = () => {}, cut = null) {
    const call = this.#call();
    // Models in code mode run some of their commands out of a program.
    const isProgram = this.era.codeMode && this.#calls % 5 < 2;
    if (isProgram) {
      const input = `const done = await tools.exec_command(${JSON.stringify({ cmd: command })});\ntext(done.output);\n`;
      this.#item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'exec', input });
    } else this.#shellCall(call, command, {});
    this.tick();
    act();
    if (cut !== null) return this.#cutShort(call, isProgram, cut);
    if (this.era.paginated) {
      this.#completed({
        type: 'CommandExecution',
        id: isProgram ? `exec-${call}` : call,
        command: ['/bin/bash', '-lc', command],
        cwd: `file://${this.cwd}`,
        source: 'agent',
        status: 'completed',
        aggregated_output: '',
        exit_code: 0,
        duration: { secs: 0, nanos: 1 },
      });
    }
    if (isProgram) {
      const output = [{ type: 'input_text', text: 'Script completed\nWall time 0.1 seconds\nOutput:\n' }];
      this.#item({ type: 'custom_tool_call_output', call_id: call, output });
    } else this.#item({ type: 'function_call_output', call_id: call, output: exited(0, '', this.era) });
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
    return `call_${this.file.slice(-6)}_${this.#calls}`;
  }

  /**
   * Writes the trace into a home.
   * @param withPatches false: each patch is told as a command that says nothing of files, and its structured record is gone
   */
  save(home, withPatches = true) {
    const { id, file: name, startedAt, storage, era } = this;
    const endedAt = Math.max(...this.#records.map(({ time }) => time));
    saveTrace(home, { id, name, startedAt, endedAt, storage, bare: era.bare, records: this.#told(withPatches) });
  }

  /** The records as they are written. */
  #told(withPatches) {
    const records = withPatches ? this.#records : this.#withoutPatches(this.#records);
    if (!this.era.paginated) return records;
    let first = 0;
    const [{ payload, ...meta }, ...rest] = records;
    const head = { ...payload };
    if (this.#base !== null) {
      const { rollout, count } = this.#base;
      const all = rollout.#told(withPatches);
      const kept = withPatches ? count : this.#withoutPatches(rollout.#records.slice(0, count)).length;
      const prefix = all.slice(0, kept);
      first = (prefix[0]?.ordinal ?? 0) + kept;
      const bytes = Buffer.byteLength(`${envelopedLines(prefix).join('\n')}\n`);
      head.history_base = { thread_id: rollout.file, end_ordinal_exclusive: first, end_byte_offset: bytes };
    }
    if (this.#firstOwn !== null && !withPatches) {
      head.subagent_history_start_ordinal = this.#withoutPatches(this.#records.slice(0, this.#firstOwn)).length;
    }
    return [{ ...meta, payload: head }, ...rest].map((record, n) => ({ ...record, ordinal: first + n }));
  }

  #withoutPatches(records) {
    return records.flatMap((record) => {
      const { patch, payload, time } = record;
      if (patch === null) return [record];
      if (patch === NOT_APPLIED) return [];
      const call = `call_opaque_${patch}`;
      const item = (told) => [{ time, type: 'response_item', payload: told, patch: null }];
      if (payload.type === 'custom_tool_call' || payload.type === 'function_call') {
        const name = this.era.shell === 'shell' ? 'shell_command' : this.era.shell;
        const command = `python3 scripts/step${patch.slice(7)}.py`;
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

function patchText(body) {
  return `*** Begin Patch\n${body}\n*** End Patch`;
}

function successOf(listed) {
  return `Success. Updated the following files:\n${listed.join('\n')}\n`;
}

function exited(code, output, { shell }) {
  if (shell === 'exec_command') {
    return `Chunk ID: abc123\nWall time: 0.1000 seconds\nProcess exited with code ${code}\nOutput:\n${output}`;
  }
  if (shell === 'shell') return JSON.stringify({ output, metadata: { exit_code: code, duration_seconds: 0.1 } });
  return `Exit code: ${code}\nWall time: 0.1 seconds\nOutput:\n${output}`;
}

/** `source` of a sub-agent's `session_meta`. */
function spawned(parent, { turnIds }) {
  const told = turnIds ? { agent_nickname: 'Robin', agent_role: 'worker' } : {};
  return { subagent: { thread_spawn: { parent_thread_id: parent, depth: 1, ...told } } };
}

/** An id that begins with its time, as Codex's do. */
export function uuid7(milliseconds, number) {
  const stamp = milliseconds.toString(16).padStart(12, '0');
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-${String(number).padStart(12, '0')}`;
}
