export const SERVE_USAGE = `ai-blame serve [PATH] [options]

The repository that holds PATH, or this folder, in the browser: who wrote what,
its files through time, and the conversations. Ctrl-C ends it.`;

export const SERVE_EXAMPLES: [string, string][] = [
  ['$0 serve', 'open the viewer'],
  ['$0 serve ~/src/demo --port 8123', 'another repository, at a port of its own'],
  ['$0 serve --no-open', 'only print the link'],
];

export const SERVE_NOTES = `The link has a token that is made anew at each start: whoever has it can read
what the traces tell of the repository. Only this machine reaches the viewer,
unless --host names another address of it and --expose is given. Files are
shown as they are; in conversations what looks like a secret is taken out.
It writes nothing but the index.`;
