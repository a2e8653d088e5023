import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, NO_EFFECT } from './command-effect.js';

/** Commands of PowerShell and cmd, and programs, that only read. */
const READING: ReadonlySet<string> = new Set(
  `get-content gc type cat get-childitem gci dir ls get-item gi get-location gl pwd test-path resolve-path select-string sls
   select-object select measure-object measure sort-object format-table ft format-list fl get-command gcm get-process whoami
   hostname findstr where rg`.split(/\s+/),
);
const READING_GIT: ReadonlySet<string> = new Set(['status', 'log', 'diff', 'show', 'blame', 'rev-parse', 'ls-files']);

/**
 * What a script of PowerShell or cmd does to files: `none` for pipes of commands that are known to read, with nothing in them that
 * could be an expression, a redirection or another statement; else `any`.
 */
export function windowsEffect(script: string): CommandEffect {
  if (script.length > 4000 || /[>;&$(){}`@^%\r\n]|--output|--pre\b|--ext-diff/.test(script)) return ANY_EFFECT;
  const commands = script.split('|').map((command) => command.trim().toLowerCase().split(/\s+/));
  const reads = commands.every(([name = '', first = '']) => {
    return READING.has(name) || (name === 'git' && READING_GIT.has(first));
  });
  return reads ? NO_EFFECT : ANY_EFFECT;
}
