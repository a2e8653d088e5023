import type { ItemType } from '../model/history-fact.js';

/** Tools that change files and run nothing, of any agent. */
const EDITING = new Set([
  'apply_patch',
  'create',
  'create_file',
  'edit',
  'edit_file',
  'insert',
  'insert_edit_into_file',
  'multiedit',
  'notebookedit',
  'patch',
  'replace',
  'replace_string_in_file',
  'str_replace',
  'str_replace_editor',
  'write',
  'write_file',
]);

/** What kind of thing a call does, by the tool's name. @param isCommand it is one of a shell. */
export function itemTypeOf(tool: string, isCommand: boolean): ItemType {
  if (isCommand) return 'commandExecution';
  const name = tool.toLowerCase();
  if (EDITING.has(name)) return 'fileChange';
  if (name.startsWith('mcp__') || name.startsWith('mcp_')) return 'mcpToolCall';
  return /^(?:google_)?web_?search$/.test(name) ? 'webSearch' : 'dynamicToolCall';
}
