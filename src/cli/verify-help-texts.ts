export const VERIFY_EXAMPLES: [string, string][] = [
  ['$0 src/app.ts --json --digest > app.json', 'an answer with its digest'],
  ['$0 report HEAD --json --digest > r.json', 'a report with its digest'],
  ['$0 verify app.json', 'whether it still holds, and why not'],
  ['$0 verify app.json --json', 'every finding, for scripts'],
];

export const VERIFY_USAGE = `ai-blame verify FILE.json [options]

Derives an answer that --digest sealed anew, from the evidence itself, and says
what differs: in the document, in a trace, in git, in the file, in the answer.
It is asked in the repository; nothing is written.`;

export const VERIFY_NOTES = `What is found:
  altered  the document is not as it was written
  changed  a record, or the file, is not what it was
  missing  a record, a trace or an object of git is gone or damaged
  added    the answer rests on evidence that came since
  unused   evidence is as it was, and the answer rests on it no more
  differs  the answer is another one now
  note     no matter: a trace was archived, HEAD moved on

Exit code: 0 the same; 1 something differs; 4 evidence is missing.`;
