export const NOTES_EXAMPLES: [string, string][] = [
  ['$0 notes write', 'note which lines of HEAD agents wrote'],
  ['$0 notes write main..', 'of every commit since main'],
  ['$0 notes show HEAD~1', 'what the note of a commit says'],
  ['$0 notes compare v1.0..', 'where notes and traces disagree'],
];

export const NOTES_USAGE = `ai-blame notes write [REV | A..B] [options]
ai-blame notes show [REV] [options]
ai-blame notes compare [REV | A..B] [options]

Which lines agents wrote, as git notes that travel with the history: a clone
without the traces can still tell.`;

export const NOTES_NOTES = `write notes, commit by commit, the lines that the commit introduced and a trace
proves to be an agent's; without REV those of HEAD. They go to refs/notes/ai, in
the format authorship/3.0.0 of git-ai, with the same ids of sessions: agent,
model, session, lines; no prompts, no paths but the files'. A second run writes
nothing new. What a note attests already is never changed: to notes of other
programs only --merge adds lines that they leave open.

compare tells, line by line, where a note, or an imported record of Agent Trace,
and the traces found here disagree, with the edit and the place in the trace on
one side, and the line of the note or the conversation of the record on the
other. Trailers that tell of an agent (Co-authored-by, Entire-Checkpoint) are
hints about a whole commit: they disagree where no trace shows a line of it to
be that agent's.

Notes do not travel by themselves:
  git push origin refs/notes/ai
  git fetch origin refs/notes/ai:refs/notes/origin/ai
  git notes --ref=ai merge refs/notes/origin/ai

Ends with 4 where a note was left alone because it cannot be read.`;

export const EXPORT_EXAMPLES: [string, string][] = [
  ['$0 export --format agent-trace', 'HEAD, as a record of Agent Trace'],
  ['$0 export main.. --format agent-trace', 'every commit since main'],
  ['$0 export src --format csv', 'the edits below src, as a table'],
];

export const EXPORT_USAGE = `ai-blame export [REV | A..B] --format agent-trace [options]
ai-blame export [PATH…] --format csv|ndjson [options]

What agents wrote, for other programs: commits as records of Agent Trace, or
edits as a table. It goes to standard output.`;

export const EXPORT_NOTES = `agent-trace: a line of JSON for each commit that agents wrote lines of, after the
specification 0.1.0; without REV of HEAD. Hashes are SHA-256 of a range's lines
with one LF between each two. How each edit is known stands in metadata, and what
the commit deletes of lines that agents had written.
csv, ndjson: one row for each edit, with the same columns everywhere, nothing
nested. In csv a cell that would be taken for a formula begins with an
apostrophe, and control characters are shown.

Places on this machine never go out, prompts only with --with-private: then
without what looks like a key or a password, and how many there were is told.`;

export const ANNOTATE_EXAMPLES: [string, string][] = [
  ['$0 annotate src/a.ts', 'its edit history, as comments at its top'],
  ['$0 annotate src --dry-run', 'what would be written below src'],
  ['$0 annotate src/a.ts --as sidecar', 'into src/a.ts.ai-blame.json'],
  ['$0 annotate src/a.ts --remove', 'the file as it was'],
];

export const ANNOTATE_USAGE = `ai-blame annotate [PATH…] [options]

Writes which edits agents made of a file into the file itself, as a marked block
of comments, or into a file beside it. Without PATH: the files of the rules in
.ai-blame.json.`;

export const ANNOTATE_NOTES = `A block stands between the lines ai-blame:begin and ai-blame:end, below what must
stay at the top (an interpreter, an encoding, a declaration), with the file's own
line ends. Where no comment can stand at the bottom (behind ?> or __END__), it
goes to the top. Binary files, and languages without comments or not known here,
get FILE.ai-blame.json. Of a folder the files count that a trace tells of, but
not generated, vendored and lock files. Writing again changes nothing unless
there are new edits; entries of edits that are not found here stay. No prompts
and no places of this machine go in, and a block is nobody's writing for blame.

Rules: {"annotate": {"rules": [{"paths": ["src/**"], "as": "block"}]}}, with "as"
block, sidecar or none, "place" top or bottom, "entries" a number. The first rule
that names a file counts; options come before rules.

Ends with 4 where a file could not be written, or its annotation was damaged.`;
