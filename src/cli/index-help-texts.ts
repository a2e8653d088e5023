export const INDEX_USAGE = `ai-blame index [options]
ai-blame index status | verify | rebuild [options]

Brings the index of the traces up to date; tells what it holds; compares it with
the traces; makes it anew. Every command keeps it up to date by itself.`;

export const INDEX_EXAMPLES: [string, string][] = [
  ['$0 index', 'read what is new'],
  ['$0 index status', 'what it holds, and where it lies'],
  ['$0 index verify --full', 'read everything anew, and compare'],
  ['$0 index rebuild --no-previews', 'make it anew, without any free text'],
];

export const INDEX_NOTES = `The index is a cache: answers are the same without it, and deleting it loses
nothing. Nothing is ever written into an agent's home. Ends with 1 where a trace
could not be read, or where verify found a difference; with 4 where the index is
busy, damaged or cannot be written, or verify finds none. How Codex's own
database differs is told, and counts for nothing.`;
