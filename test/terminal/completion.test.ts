import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CodexWorld } from '../support/codex-world.js';
import { HAS_TMUX, plain, Terminal } from '../support/terminal.js';

const BIN = join(import.meta.dirname, '../../bin/ai-blame.js');

/** How each shell is started, with nothing of this machine's, and loads its completion as the help says. */
const SHELLS: Readonly<Record<string, { readonly files: Readonly<Record<string, string>>; readonly start: string }>> = {
  bash: {
    files: { rc: "PS1='$ '\nbind 'set bell-style none'\neval \"$(ai-blame completion bash)\"\n" },
    start: 'bash --noprofile --rcfile "$SHELL_FILES/rc" -i',
  },
  zsh: {
    files: {
      '.zshrc':
        'autoload -U compinit\ncompinit -u -D\neval "$(ai-blame completion zsh)"\nPS1=\'$ \'\nunsetopt beep list_ambiguous\n',
    },
    start: 'ZDOTDIR="$SHELL_FILES" zsh -i',
  },
  fish: {
    files: {
      'config/fish/config.fish':
        "function fish_prompt; printf '$ '; end\nset -g fish_greeting\nset -g fish_autosuggestion_enabled 0\nai-blame completion fish | source\n",
    },
    start: 'XDG_CONFIG_HOME="$SHELL_FILES/config" XDG_DATA_HOME="$SHELL_FILES/data" fish -i',
  },
};

describe.each(Object.keys(SHELLS))('completion in a real %s (needs it, and tmux)', (shell) => {
  const isThere = HAS_TMUX && spawnSync(shell, ['--version']).status === 0;
  const inShell = isThere ? test : test.skip;
  let world: CodexWorld;
  let terminal: Terminal | null = null;
  beforeAll(() => {
    world = new CodexWorld();
    world.commit('first', { 'short.txt': 'one\n', 'long name.txt': 'two\n' });
    const folder = join(world.base, 'shell');
    for (const [name, text] of Object.entries(SHELLS[shell]?.files ?? {})) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/ai-blame'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
    chmodSync(join(folder, 'bin/ai-blame'), 0o755);
  });
  afterEach(() => {
    terminal?.close();
    terminal = null;
  });
  afterAll(() => world.remove());

  /** What stands on the line after these keys. */
  async function typed(text: string, expected: string): Promise<void> {
    const folder = join(world.base, 'shell');
    terminal = new Terminal(SHELLS[shell]?.start ?? '', {
      width: 100,
      height: 12,
      cwd: world.repo.dir,
      variables: {
        HOME: join(world.base, 'home'),
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        SHELL_FILES: folder,
        CODEX_HOME: world.home,
        AI_BLAME_HOME: join(world.base, 'ai-blame'),
      },
    });
    await terminal.showing(/^\$/m);
    terminal.press('-l', text);
    await terminal.showing(`$ ${text}`);
    terminal.press('Tab');
    expect(plain(await terminal.showing(`$ ${expected}`))).toContain(`$ ${expected}`);
  }

  inShell('a command', () => typed('ai-blame repo', 'ai-blame report'));
  inShell('an option, and one of its values', async () => {
    await typed('ai-blame edits --evid', 'ai-blame edits --evidence');
    terminal?.press('-l', shell === 'zsh' ? ' sn' : 'sn');
    terminal?.press('Tab');
    await terminal?.showing(/\$ ai-blame edits --evidence +snapshot/);
  });
  inShell('a file of a command', () => typed('ai-blame log sh', 'ai-blame log short.txt'));
  inShell('a state of a file', () => typed('ai-blame show short.txt@work', 'ai-blame show short.txt@worktree'));
  inShell('a word of a command', () => typed('ai-blame index ver', 'ai-blame index verify'));
});
