import { join } from 'node:path';
import { combinedStamp } from '../../model/file-stamp.js';
import type { TraceSource } from '../../model/session.js';
import { Disk } from '../../scan/disk.js';
import { type FoundFile, listFiles } from '../../scan/list-files.js';
import { foldersNamed } from '../../scan/list-folders.js';
import type { DiscoveredTraces } from '../agent-adapter.js';
import { foundTraces } from '../found-traces.js';

const EDITING = /^(.+)\/chatEditingSessions\/([^/]+)\/state\.json$/;
const CHAT = /^(.+)\/(?:chatSessions|emptyWindowChatSessions|transferredChatSessions)\/([^/]+)\.jsonl?$/;

/** What the extension writes of some conversations, for its hooks: the newest twenty of a workspace (formats/copilot.md, B.3). */
const TRANSCRIPT = /^(.+)\/GitHub\.copilot-chat\/transcripts\/([^/]+)\.jsonl$/;

/** A chat is written when an answer is complete; the transcript before that. In milliseconds. */
const WRITTEN_BEFORE = 10 * 60_000;

/** Folders named so belong to sessions of other products, which have stores of their own (formats/copilot.md, B.1 and E). */
const OF_OTHERS = /^[0-9a-f]{40}$/;

/** Chats of windows without a folder, and of windows that are about to open one. */
const WITHOUT_WORKSPACE = ['globalStorage/emptyWindowChatSessions', 'globalStorage/transferredChatSessions'];

/** What one session left, in one or several workspaces: entering a workspace copies its chat. */
interface Found {
  readonly id: string;
  editing: FoundFile | null;
  chat: FoundFile | null;
  transcript: FoundFile | null;
}

/**
 * Each session once: its editing session, else its chat, else its transcript, with the other one and the description of its workspace beside. Where it is
 * there several times the one that was written last counts; of one chat the log (`.jsonl`).
 */
export function discoverChats(homes: readonly string[]): DiscoveredTraces {
  const disk = new Disk();
  const workspaces = new Map<string, FoundFile>();
  const sessions = new Map<string, Found>();
  const unreadable: string[] = [];
  for (const home of homes) {
    const list = filesOf(disk, home);
    unreadable.push(...list.unreadable);
    for (const file of list.files) {
      if (file.path.endsWith('/workspace.json')) workspaces.set(placeOf(file), file);
      else take(sessions, file);
    }
  }
  const stamps: [TraceSource, FoundFile['stamp']][] = [];
  const chats = [...sessions.values()].flatMap(({ chat }) => chat ?? []);
  for (const { editing, chat, transcript } of sessions.values()) {
    const own = editing ?? chat ?? transcript;
    if (own === null) continue;
    const workspace = workspaces.get(placeOf(own)) ?? null;
    const beside = own === transcript ? chatsBeside(own, chats) : [editing === null ? null : chat];
    const others = [...beside, workspace].flatMap((file) => (file !== null && file.root === own.root ? [file] : []));
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
  return foundTraces(new Map(stamps), unreadable, disk);
}

/** Chats that may tell of the conversation of a transcript under another id. */
function chatsBeside(transcript: FoundFile, chats: readonly FoundFile[]): FoundFile[] {
  const { mtimeMs } = transcript.stamp;
  return chats.filter(
    (chat) => placeOf(chat) === placeOf(transcript) && chat.stamp.mtimeMs >= mtimeMs - WRITTEN_BEFORE,
  );
}

export function isTranscript(path: string): boolean {
  return TRANSCRIPT.test(path);
}

/** Other folders of a workspace belong to extensions, and can be large: they are not entered. */
function filesOf(disk: Disk, home: string): ReturnType<typeof listFiles> {
  const storage = join(home, 'workspaceStorage');
  const below = (name: string): string[] => {
    return foldersNamed(disk, storage, name).map((folder) => folder.slice(home.length + 1).replaceAll('\\', '/'));
  };
  const [chats, editing] = [below('chatSessions'), below('chatEditingSessions')];
  const extension = below('GitHub.copilot-chat');
  const workspaces = [
    ...new Set([...chats, ...editing, ...extension].map((folder) => folder.slice(0, folder.lastIndexOf('/')))),
  ];
  const lists = [
    listFiles(disk, [home], { folders: workspaces, depth: 0, accept: (name) => name === 'workspace.json' }),
    listFiles(disk, [home], { folders: editing, depth: 1, accept: (name) => name === 'state.json' }),
    listFiles(disk, [home], {
      folders: [...chats, ...WITHOUT_WORKSPACE],
      depth: 0,
      accept: (name) => /\.jsonl?$/.test(name),
    }),
    listFiles(disk, [home], {
      folders: extension.map((folder) => `${folder}/transcripts`),
      depth: 0,
      accept: (name) => name.endsWith('.jsonl'),
    }),
  ];
  return { files: lists.flatMap(({ files }) => files), unreadable: lists.flatMap((list) => list.unreadable) };
}

function take(sessions: Map<string, Found>, file: FoundFile): void {
  const [editing, transcript] = [EDITING.exec(file.path)?.[2], TRANSCRIPT.exec(file.path)?.[2]];
  const id = editing ?? transcript ?? CHAT.exec(file.path)?.[2];
  if (id === undefined || OF_OTHERS.test(id)) return;
  const found = sessions.get(id) ?? { id, editing: null, chat: null, transcript: null };
  sessions.set(id, found);
  const key = editing !== undefined ? 'editing' : transcript !== undefined ? 'transcript' : 'chat';
  if (found[key] === null || wins(file, found[key])) found[key] = file;
}

function wins(file: FoundFile, known: FoundFile): boolean {
  const isLog = ({ path }: FoundFile): boolean => path.endsWith('.jsonl');
  if (placeOf(file) === placeOf(known) && isLog(file) !== isLog(known)) return isLog(file);
  return file.stamp.mtimeMs > known.stamp.mtimeMs;
}

/** The folder of the workspace that a file belongs to. */
function placeOf({ root, path }: FoundFile): string {
  const match = EDITING.exec(path) ?? TRANSCRIPT.exec(path) ?? CHAT.exec(path);
  return `${root}/${match?.[1] ?? path.slice(0, path.lastIndexOf('/'))}`;
}
