import { join } from 'node:path';
import { combinedStamp } from '../../model/file-stamp.js';
import type { TraceSource } from '../../model/session.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import { foldersNamed } from '../../scan/list-folders.js';
import type { FoundTraces } from '../agent-adapter.js';

const EDITING = /^(.+)\/chatEditingSessions\/([^/]+)\/state\.json$/;
const CHAT = /^(.+)\/(?:chatSessions|emptyWindowChatSessions|transferredChatSessions)\/([^/]+)\.jsonl?$/;

/** Folders named so belong to sessions of other products, which have stores of their own (formats/copilot.md, B.1 and E). */
const OF_OTHERS = /^[0-9a-f]{40}$/;

/** Chats of windows without a folder, and of windows that are about to open one. */
const WITHOUT_WORKSPACE = ['globalStorage/emptyWindowChatSessions', 'globalStorage/transferredChatSessions'];

/** What one session left, in one or several workspaces: entering a workspace copies its chat. */
interface Found {
  readonly id: string;
  editing: FoundFile | null;
  chat: FoundFile | null;
}

/**
 * Each session once: its editing session, else its chat, with the other one and the description of its workspace beside. Where it is
 * there several times the one that was written last counts; of one chat the log (`.jsonl`).
 */
export function discoverChats(homes: readonly string[]): FoundTraces {
  const workspaces = new Map<string, FoundFile>();
  const sessions = new Map<string, Found>();
  const unreadable: string[] = [];
  for (const home of homes) {
    const list = filesOf(home);
    unreadable.push(...list.unreadable);
    for (const file of list.files) {
      if (file.path.endsWith('/workspace.json')) workspaces.set(placeOf(file), file);
      else take(sessions, file);
    }
  }
  const stamps: [TraceSource, FoundFile['stamp']][] = [];
  for (const { editing, chat } of sessions.values()) {
    const own = editing ?? chat;
    if (own === null) continue;
    const workspace = workspaces.get(placeOf(own)) ?? null;
    const beside = [editing === null ? null : chat, workspace].filter(
      (file) => file !== null && file.root === own.root,
    );
    const others = beside.filter((file) => file !== null);
    const stamp = combinedStamp(
      own.stamp,
      others.map((file) => file.stamp),
    );
    const source: TraceSource = {
      agent: 'copilot-vscode',
      home: own.root,
      path: own.path,
      kind: own.path.endsWith('.jsonl') ? 'jsonl' : 'json',
      size: stamp.size,
      companions: others.map(({ path }) => path),
    };
    stamps.push([source, stamp]);
  }
  stamps.sort(([a], [b]) => homes.indexOf(a.home) - homes.indexOf(b.home) || (a.path < b.path ? -1 : 1));
  return {
    sources: stamps.map(([source]) => source),
    stamps: new Map(stamps),
    warnings: unreadable.map((path) => ({
      code: 'source_unreadable',
      message: 'A folder or file of the agent could not be read',
      count: 1,
      subject: path,
    })),
  };
}

/** Other folders of a workspace belong to extensions, and can be large: they are not entered. */
function filesOf(home: string): ReturnType<typeof listFiles> {
  const storage = join(home, 'workspaceStorage');
  const below = (name: string): string[] => {
    return foldersNamed(storage, name).map((folder) => folder.slice(home.length + 1).replaceAll('\\', '/'));
  };
  const [chats, editing] = [below('chatSessions'), below('chatEditingSessions')];
  const workspaces = [...new Set([...chats, ...editing].map((folder) => folder.slice(0, folder.lastIndexOf('/'))))];
  const lists = [
    listFiles([home], { folders: workspaces, depth: 0, accept: (name) => name === 'workspace.json' }),
    listFiles([home], { folders: editing, depth: 1, accept: (name) => name === 'state.json' }),
    listFiles([home], {
      folders: [...chats, ...WITHOUT_WORKSPACE],
      depth: 0,
      accept: (name) => /\.jsonl?$/.test(name),
    }),
  ];
  return { files: lists.flatMap(({ files }) => files), unreadable: lists.flatMap((list) => list.unreadable) };
}

function take(sessions: Map<string, Found>, file: FoundFile): void {
  const editing = EDITING.exec(file.path)?.[2];
  const id = editing ?? CHAT.exec(file.path)?.[2];
  if (id === undefined || OF_OTHERS.test(id)) return;
  const found = sessions.get(id) ?? { id, editing: null, chat: null };
  sessions.set(id, found);
  const key = editing === undefined ? 'chat' : 'editing';
  if (found[key] === null || wins(file, found[key])) found[key] = file;
}

function wins(file: FoundFile, known: FoundFile): boolean {
  const isLog = ({ path }: FoundFile): boolean => path.endsWith('.jsonl');
  if (placeOf(file) === placeOf(known) && isLog(file) !== isLog(known)) return isLog(file);
  return file.stamp.mtimeMs > known.stamp.mtimeMs;
}

/** The folder of the workspace that a file belongs to. */
function placeOf({ root, path }: FoundFile): string {
  const match = EDITING.exec(path) ?? CHAT.exec(path);
  return `${root}/${match?.[1] ?? path.slice(0, path.lastIndexOf('/'))}`;
}
