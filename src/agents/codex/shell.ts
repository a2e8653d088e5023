export { extractApplyPatch } from '../../shell/extract-apply-patch.js';

import type { CommandTarget } from '../../model/agent-event.js';
export interface WholeFileWrite {
  path: string;
  text: string;
}
type Command = string | readonly string[];
function script(command: Command): string {
  if (typeof command === 'string') return command;
  if (command.length >= 3 && /(^|\/)(ba|z|da)?sh$/.test(command[0] as string) && /^-\w*c$/.test(command[1] as string))
    return command[2] as string;
  return command.join(' ');
}
export function classifyCommand(
  command: Command,
  _cwd: string | null,
): { writes: 'none' | 'named' | 'any'; targets: CommandTarget[] } {
  return /^\s*(ls|rg|cat [^>]*$|sed -n|git (status|diff|log|show))/.test(script(command)) &&
    !/[>;&|]/.test(script(command))
    ? { writes: 'none', targets: [] }
    : { writes: 'any', targets: [] };
}
export function wholeFileWrites(_command: Command, _cwd: string | null): WholeFileWrite[] {
  return [];
}
