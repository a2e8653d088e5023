import { join } from 'node:path';

/** The trace of one session of an agent that edits by tools of its own; in place of a Rollout. */
export class EditorTrace {
  /** Such agents take no snapshots of the whole tree. */
  era = { editor: true };
  turnStarts = [];

  /**
   * @param scribes two scribes of the agent: of the traces as they are, and of those in which edits are told as mere commands
   * @param tick moves the world's clock on and returns it, in milliseconds since 1970
   */
  constructor({ id, cwd, model }, scribes, tick) {
    this.tick = tick;
    const start = { id, cwd, at: tick(), model };
    this.cannot = scribes.whole.cannot;
    this.whole = scribes.whole.session(start);
    this.commands = scribes.commands.session(start);
  }

  #both(tell) {
    const at = this.tick();
    tell(this.whole, at);
    tell(this.commands, at);
  }

  beginTurn(number, model, prompt) {
    this.turnStarts.push(number);
    this.#both((scribe, at) => {
      scribe.model(model);
      scribe.says(prompt, at);
    });
  }

  /**
   * An edit of one file.
   * @param change `{ path, before, after, by }`: absolute path, whole contents, null where there is no file
   * @param withheld whether the record leaves out what the file was
   */
  edit(change, withheld, act) {
    this.tick();
    act();
    const at = this.tick();
    if (withheld) this.whole.withheld({ ...change, at });
    else this.whole.changes({ ...change, at });
    this.commands.runs('./edit', 0, at);
  }

  /** An edit that comes to nothing. @param how `failed` or `rejected` */
  notDone(change, how) {
    this.#both((scribe, at) => scribe[how]({ ...change, at }));
  }

  reads(path, content) {
    if (!this.cannot.has('read')) this.#both((scribe, at) => scribe.reads(path, content, at));
  }

  shell(command, act = () => {}) {
    this.tick();
    act();
    this.#both((scribe, at) => scribe.runs(command, 0, at));
  }

  /** New files, in the words of a Rollout. */
  patch({ changes }, act) {
    for (const [path, { content }] of Object.entries(changes)) {
      this.edit({ path, before: null, after: content, by: 'content' }, false, act);
    }
  }

  endTurn() {}

  save() {}
}

/** The scribes of a world, by agent, and where they write. */
export class EditorHomes {
  #agents = new Map();

  constructor(base, makers) {
    this.base = base;
    this.makers = makers;
  }

  of(agent) {
    let known = this.#agents.get(agent);
    if (known === undefined) {
      const make = this.makers.get(agent);
      known = { whole: make(), commands: make() };
      this.#agents.set(agent, known);
    }
    return known;
  }

  write() {
    for (const [agent, { whole, commands }] of this.#agents) {
      whole.write(this.home(agent, true));
      commands.write(this.home(agent, false));
    }
  }

  /** @param withEdits false: the traces in which edits are told as mere commands */
  home(agent, withEdits) {
    return join(this.base, withEdits ? 'homes' : 'homes-without-edits', agent);
  }

  /** `[agent, home]` of each. */
  all(withEdits) {
    return [...this.#agents].map(([name, { whole }]) => [whole.agent, this.home(name, withEdits)]);
  }
}
