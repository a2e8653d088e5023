import { CodexWorld, type WorldSession } from './codex-world.js';

export const STEPS = [
  'turn',
  'session',
  'patch',
  'patch',
  'shell',
  'shell',
  'person',
  'commit',
  'rename',
  'delete',
  'overwrite',
] as const;

export interface TravelStep {
  readonly what: (typeof STEPS)[number];
  /** 0 to 2. */
  readonly file: number;
  readonly seed: number;
}

const WORDS = ['', '}', 'one', 'two', 'naïve – ☃', 'a\tb', 'end '];

/** A world in which everything happens at random, with the truth of what every file ever held. */
export class RandomTravels {
  readonly world = new CodexWorld();
  readonly #held = new Set<string>();
  /** The present name of each of three files; null: it was deleted. */
  readonly #names: (string | null)[];
  readonly #contents = new Map<string, Buffer>();
  readonly #touched = new Set<string>();
  #session: WorldSession;
  #made = 0;
  #random = 1;

  /** @param names of the three files. */
  constructor(names: readonly [string, string, string] = ['a.txt', 'dir/b b.txt', 'ç.txt']) {
    this.#names = [...names];
    const files: Record<string, Buffer> = {};
    for (const [n, name] of this.#names.entries()) {
      if (name !== null) files[name] = Buffer.from([`file ${n}`, 'x', '', 'y', '}', ''].join(n === 1 ? '\r\n' : '\n'));
    }
    this.world.commit('Begin', files);
    for (const [name, content] of Object.entries(files)) this.#hold(name, content);
    this.#session = this.world.session().turn('begin');
  }

  take({ what, file, seed }: TravelStep): void {
    this.#random = seed + 1;
    const name = this.#names[file] ?? null;
    const content = name === null ? null : (this.#contents.get(name) ?? null);
    switch (what) {
      case 'turn':
        this.#session.turn(`turn ${seed}`);
        return;
      case 'session':
        this.#session = this.world.session().turn('another');
        return;
      case 'commit':
        this.world.commit(`Commit ${seed}`);
        return;
      case 'patch':
        if (name === null || content === null) this.#create(file);
        else if (isPlain(content)) this.#update(name, content, name);
        return;
      case 'rename':
        if (name !== null && content !== null && isPlain(content)) {
          const other = `${name.replace(/\.\d+$/, '')}.${++this.#made}`;
          this.#update(name, content, other);
          this.#names[file] = other;
        }
        return;
      case 'delete':
        if (name !== null) {
          this.#session.patch(`*** Delete File: ${name}`, { [name]: null });
          this.#drop(name);
          this.#names[file] = null;
        }
        return;
      case 'shell':
      case 'person':
      case 'overwrite': {
        if (name === null || content === null) return;
        const changed = what === 'overwrite' ? this.#text(true) : this.#changed(content);
        if (what === 'shell') this.#session.shell(`./tool ${seed}`, { [name]: changed });
        else this.world.write({ [name]: changed });
        this.#hold(name, changed);
        if (what === 'shell') this.#touched.add(name);
      }
    }
  }

  /** Names of files that agents' records tell of. */
  files(): string[] {
    return [...this.#touched];
  }

  wasHeld(content: Buffer): boolean {
    return this.#held.has(content.toString('latin1'));
  }

  /** What a file holds now; null: it is not there. */
  now(name: string): Buffer | null {
    return this.#contents.get(name) ?? null;
  }

  #create(file: number): void {
    const name = `new-${++this.#made}.txt`;
    const content = this.#text(false);
    const lines = content.toString().split('\n').slice(0, -1);
    this.#session.patch(`*** Add File: ${name}\n${lines.map((line) => `+${line}`).join('\n')}`, { [name]: content });
    this.#hold(name, content);
    this.#touched.add(name);
    this.#names[file] = name;
  }

  /** A patch that quotes the whole file. */
  #update(name: string, content: Buffer, to: string): void {
    const old = content.toString().split('\n').slice(0, -1);
    const at = this.#number(old.length);
    const young = [...old.slice(0, at), `line ${++this.#made}`, ...old.slice(at + this.#number(3))];
    const chunk = [...old.map((line) => `-${line}`), ...young.map((line) => `+${line}`)].join('\n');
    const move = to === name ? '' : `\n*** Move to: ${to}`;
    // apply_patch takes a blank last line for what stands behind the last line's end (formats/codex.md, 11.3).
    const changed = Buffer.from(`${young.join('\n')}${young.at(-1) === '' ? '' : '\n'}`);
    const files = to === name ? { [name]: changed } : { [name]: null, [to]: changed };
    this.#session.patch(`*** Update File: ${name}${move}\n@@\n${chunk}`, files);
    if (to !== name) this.#drop(name);
    this.#hold(to, changed);
    this.#touched.add(to);
  }

  #changed(content: Buffer): Buffer {
    const lines = content.toString().split('\n');
    lines.splice(this.#number(lines.length), this.#number(3), `by ${++this.#made}`);
    return Buffer.from(lines.join('\n'));
  }

  #text(isAny: boolean): Buffer {
    const end = isAny && this.#number(3) === 0 ? '\r\n' : '\n';
    const lines = Array.from({ length: 1 + this.#number(8) }, () => WORDS[this.#number(WORDS.length)]);
    const last = isAny && this.#number(3) === 0 ? '' : end;
    return Buffer.from(`${[`text ${++this.#made}`, ...lines].join(end)}${last}`);
  }

  #hold(name: string, content: Buffer): void {
    this.#contents.set(name, content);
    this.#held.add(content.toString('latin1'));
  }

  #drop(name: string): void {
    this.#contents.delete(name);
    this.#touched.add(name);
  }

  /** Below `limit`. Numerical Recipes' generator. */
  #number(limit: number): number {
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#random / 2 ** 32) * limit);
  }
}

/** Whether a patch can quote it and leave it as it is told: apply_patch ends every line with LF. */
function isPlain(content: Buffer): boolean {
  const text = content.toString();
  return text.endsWith('\n') && !text.includes('\r');
}
