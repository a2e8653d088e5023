import type { Env } from '../env.js';
import { readConfigFiles } from '../git/config-files.js';
import type { GitConfig } from '../git/git-config.js';
import { globalConfigFiles } from '../git/repository.js';
import { openRepositoryOf } from './open-place.js';
import type { Place } from './place.js';

export interface PagerRequest {
  /** Whose `pager.NAME` counts. */
  readonly command: string;
  readonly file: string;
  readonly place: Place;
  /** What the command line says of it; null: nothing. */
  readonly asked: boolean | null;
}

export interface PagerChoice {
  /** For a shell; null: no pager. */
  readonly command: string | null;
  /** Whether colours may go to it (`color.pager`). */
  readonly colors: boolean;
}

const USUAL = 'less';

/**
 * Which program a person pages with, as git chooses it (git-config(1), `core.pager`, `pager.<cmd>`; pager.c of 2.39): `GIT_PAGER`, a
 * command in `pager.NAME`, `core.pager`, `PAGER`, else less; before them all our own `AI_BLAME_PAGER`. An empty one and `cat` are none.
 *
 * git takes these commands from the repository's own configuration, too, and relies on refusing repositories of other users
 * (`safe.directory`). One that was unpacked from an archive is not refused. Here nothing that a repository holds is run: commands
 * count only where the person's or the system's configuration names them, or what that includes. From the repository's own file counts
 * what runs nothing: `pager.NAME` as a boolean, and `color.pager`.
 */
export function choosePager({ command, file, place, asked }: PagerRequest, env: Env): PagerChoice {
  const { trusted, all } = configOf(file, place, env);
  const { AI_BLAME_PAGER, GIT_PAGER, PAGER, TERM } = env.variables;
  const name = `pager.${command}`;
  const isOn = asked ?? all?.getBoolean(name) ?? trusted?.getBoolean(name) ?? true;
  const own = trusted?.getBoolean(name) === null ? trusted.get(name) : null;
  const told = AI_BLAME_PAGER ?? GIT_PAGER ?? own ?? trusted?.get('core.pager') ?? PAGER;
  // less asks for a key before it shows anything where the terminal cannot do anything.
  const chosen = (told ?? (TERM === 'dumb' ? '' : USUAL)).trim();
  return {
    command: isOn && chosen !== '' && chosen !== 'cat' ? chosen : null,
    colors: all?.getBoolean('color.pager') ?? true,
  };
}

/** `trusted`: what the person and the system say; `all`: what the repository says, too. null where there is none. */
function configOf(file: string, place: Place, env: Env): { trusted: GitConfig | null; all: GitConfig | null } {
  try {
    const repository = openRepositoryOf(file, place, env);
    try {
      const trusted = readConfigFiles({
        general: globalConfigFiles(env.variables),
        own: [],
        gitDir: repository.gitDir,
        branch: repository.head().ref?.replace(/^refs\/heads\//, '') ?? null,
        home: env.variables.HOME ?? null,
      });
      return { trusted, all: repository.config };
    } finally {
      repository.close();
    }
  } catch {
    // The answer is there already: it is shown in any case.
    return { trusted: null, all: null };
  }
}
