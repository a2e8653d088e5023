import { isAbsolute, join } from 'node:path';
import { readFileSync } from './disk.js';
import type { Repository } from './repository.js';
import { wildmatch } from './wildmatch.js';

/** One line of an ignore file (gitignore, "Pattern format"). */
interface IgnoreRule {
  readonly pattern: string;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** The pattern has no slash: it is matched against the name alone. */
  readonly nameOnly: boolean;
}

const LARGEST_FILE = 1 << 20;

/** What a work tree's ignore files leave out. Each file is read once. Whether a path is tracked is not looked at. */
export class IgnoreRules {
  readonly #repository: Repository;
  readonly #ignoreCase: boolean;
  readonly #files = new Map<string, readonly IgnoreRule[]>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#ignoreCase = repository.config.getBoolean('core.ignorecase') === true;
  }

  /** Whether a file, or a folder that it lies in, is ignored. @param path relative to the root */
  isIgnored(path: string): boolean {
    const parts = path.split('/');
    // A file cannot be taken back in where one of its folders is left out.
    return parts.some((_, i) => this.matches(parts.slice(0, i + 1).join('/'), i < parts.length - 1));
  }

  /** Whether the rules leave out this very file or folder; folders above it are not looked at. */
  matches(path: string, isFolder: boolean): boolean {
    for (const { rules, folder } of this.#stack(path)) {
      const rule = rules.findLast((each) => this.#fits(each, folder, path, isFolder));
      if (rule !== undefined) return !rule.negated;
    }
    return false;
  }

  /** Rules that speak about a path, the most important first. */
  #stack(path: string): { rules: readonly IgnoreRule[]; folder: string }[] {
    const { root, commonDir, config } = this.#repository;
    const stack: { rules: readonly IgnoreRule[]; folder: string }[] = [];
    const parts = path.split('/').slice(0, -1);
    for (let depth = parts.length; depth >= 0; depth--) {
      const folder = parts.slice(0, depth).join('/');
      stack.push({ rules: this.#read(join(root, folder, '.gitignore')), folder });
    }
    stack.push({ rules: this.#read(join(commonDir, 'info', 'exclude')), folder: '' });
    const global = config.get('core.excludesfile');
    if (global !== null && isAbsolute(global)) stack.push({ rules: this.#read(global), folder: '' });
    return stack;
  }

  #read(file: string): readonly IgnoreRule[] {
    let rules = this.#files.get(file);
    if (rules === undefined) {
      rules = parseIgnoreFile(readText(file));
      this.#files.set(file, rules);
    }
    return rules;
  }

  #fits(rule: IgnoreRule, folder: string, path: string, isFolder: boolean): boolean {
    if (rule.foldersOnly && !isFolder) return false;
    const relative = folder === '' ? path : path.slice(folder.length + 1);
    const subject = rule.nameOnly ? relative.slice(relative.lastIndexOf('/') + 1) : relative;
    return wildmatch(rule.pattern, subject, this.#ignoreCase);
  }
}

function readText(file: string): string {
  try {
    const bytes = readFileSync(file);
    return bytes.length > LARGEST_FILE ? '' : bytes.toString('utf8');
  } catch {
    // No such file, or one that cannot be read: it leaves nothing out, as in git.
    return '';
  }
}

function parseIgnoreFile(text: string): IgnoreRule[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => {
      // Blanks at the end count only behind a backslash.
      let pattern = line.replace(/\r$/, '').replace(/(?<!\\) +$/, '');
      if (pattern === '' || pattern.startsWith('#')) return [];
      const negated = pattern.startsWith('!');
      if (negated) pattern = pattern.slice(1);
      const foldersOnly = pattern.endsWith('/');
      if (foldersOnly) pattern = pattern.slice(0, -1);
      const nameOnly = !pattern.includes('/');
      if (pattern.startsWith('/')) pattern = pattern.slice(1);
      return pattern === '' ? [] : [{ pattern, negated, foldersOnly, nameOnly }];
    });
}
