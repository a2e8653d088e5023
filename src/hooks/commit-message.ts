import { createHash } from 'node:crypto';

/**
 * Trailers in a message that is about to be committed, by the rules of git's `interpret-trailers` (git 2.39, `trailer.c`): they
 * stand in the last paragraph, which is one of trailers only, or holds one of git's own and others for a quarter; before them goes
 * an empty line, and behind them stay comments and what git cuts off.
 */

/** Git's own: where one is, three lines of other text for each trailer are put up with. */
const OF_GIT = ['Signed-off-by: ', '(cherry picked from commit '];
/** Between trailers: lines that begin with a blank go on with what is before them. */
const CONTINUED = /\n(?![ \t])/;
/** What asks `commit-msg` for a trailer, while there is no message yet. */
const REQUEST = /^ai-blame-trailer ([0-9a-f]{8}): (.*)$/;
const ABOUT = 'ai-blame adds this to what you write above. Delete the line if it should not.';

/** A message with the trailers that it does not have yet, each `Name: value`. */
export function withTrailers(message: string, trailers: readonly string[], comment: string): string {
  const end = endOfMessage(message, comment);
  const [head, tail] = [message.slice(0, end), message.slice(end)];
  const start = startOfTrailers(head, comment);
  const present = start === null ? [] : head.slice(start).split(CONTINUED).map(normal);
  const missing = trailers.filter((trailer) => !present.includes(normal(trailer)));
  if (missing.length === 0) return message;
  const whole = head === '' || head.endsWith('\n') ? head : `${head}\n`;
  return `${whole}${start === null ? '\n' : ''}${missing.map((trailer) => `${trailer}\n`).join('')}${tail}`;
}

/** Whether nothing would be left of it but comments: then git gives up the commit, and a trailer would keep it from that. */
export function isEmptyMessage(message: string, comment: string): boolean {
  const lines = message.slice(0, cutOff(message, comment)).split('\n');
  return lines.every((line) => line.startsWith(comment) || line.trim() === '');
}

/** Comments that ask for trailers once something is written that is not there yet: until then git may give up the commit. */
export function withRequests(message: string, trailers: readonly string[], comment: string): string {
  const at = cutOff(message, comment);
  const before = message.slice(0, at);
  const written = digestOf(message, comment);
  const lines = [ABOUT, ...trailers.map((trailer) => `ai-blame-trailer ${written}: ${trailer}`)];
  const asked = lines.map((line) => `${comment} ${line}\n`).join('');
  return `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${asked}${message.slice(at)}`;
}

/** Carries out what `withRequests` asked for; null: nothing was. */
export function fulfilRequests(message: string, comment: string): string | null {
  const at = cutOff(message, comment);
  const trailers: string[] = [];
  let before: string | null = null;
  const kept: string[] = [];
  for (const line of message.slice(0, at).split('\n')) {
    const text = line.startsWith(`${comment} `) ? line.slice(comment.length + 1) : '';
    const [, written, trailer = ''] = REQUEST.exec(text) ?? [];
    if (written !== undefined) before = written;
    if (separatorOf(trailer) > 0) trailers.push(trailer.trim());
    if (written === undefined && text !== ABOUT) kept.push(line);
  }
  if (trailers.length === 0) return null;
  const rest = kept.join('\n') + message.slice(at);
  return digestOf(rest, comment) === before ? rest : withTrailers(rest, trailers, comment);
}

/** Of what is written, comments and empty lines left out. */
function digestOf(message: string, comment: string): string {
  const lines = message.slice(0, cutOff(message, comment)).split('\n');
  const written = lines.filter((line) => !line.startsWith(comment) && line.trim() !== '').map((line) => line.trimEnd());
  return createHash('sha256').update(written.join('\n'), 'latin1').digest('hex').slice(0, 8);
}

/**
 * What comments begin with.
 * @param configured `core.commentChar`; for `auto` the last comment of the message tells, as far as there is one.
 */
export function commentSign(configured: string | null, message: string): string {
  if (configured !== null && configured !== '' && configured !== 'auto') return configured;
  if (configured !== 'auto') return '#';
  const last = message.trimEnd().split('\n').at(-1) ?? '';
  return /^[#;@!$%^&|:]/.exec(last)?.[0] ?? '#';
}

/** Where the scissors are: git takes nothing from there on. */
function cutOff(message: string, comment: string): number {
  const line = `${comment} ------------------------ >8 ------------------------\n`;
  if (message.startsWith(line)) return 0;
  const at = message.indexOf(`\n${line}`);
  return at < 0 ? message.length : at + 1;
}

/** Where comments and empty lines begin that nothing else follows. */
function endOfMessage(message: string, comment: string): number {
  const cut = cutOff(message, comment);
  let end = cut;
  for (let at = 0, tail: number | null = null; at < cut; ) {
    const next = nextLine(message, at);
    if (message.startsWith(comment, at) || message[at] === '\n') tail ??= at;
    else tail = null;
    end = tail ?? cut;
    at = next;
  }
  return end;
}

/** Where the paragraph of trailers begins; null where there is none. */
function startOfTrailers(head: string, comment: string): number | null {
  const lines = linesOf(head);
  const title = lines.findIndex(({ text }) => !text.startsWith(comment) && text.trim() === '');
  if (title < 0) return null;
  let [trailers, others, continued] = [0, 0, 0];
  let isOfGit = false;
  let isBlank = true;
  for (const { text, start } of lines.slice(title).reverse()) {
    if (text.startsWith(comment)) {
      others += continued;
      continued = 0;
    } else if (text.trim() === '') {
      if (isBlank) continue;
      others += continued;
      const isBlock = (isOfGit && trailers * 3 >= others) || (trailers > 0 && others === 0);
      return isBlock ? start + text.length + 1 : null;
    } else {
      isBlank = false;
      if (OF_GIT.some((prefix) => text.startsWith(prefix))) {
        isOfGit = true;
        trailers++;
        continued = 0;
      } else if (separatorOf(text) > 0) {
        trailers++;
        continued = 0;
      } else if (/^\s/.test(text)) continued++;
      else {
        others += 1 + continued;
        continued = 0;
      }
    }
  }
  return null;
}

function linesOf(text: string): { readonly text: string; readonly start: number }[] {
  const lines: { text: string; start: number }[] = [];
  for (let at = 0; at < text.length; ) {
    const next = nextLine(text, at);
    lines.push({ text: text.slice(at, text[next - 1] === '\n' ? next - 1 : next), start: at });
    at = next;
  }
  return lines;
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** Where the colon behind a trailer's name is; -1: the line is none. */
function separatorOf(line: string): number {
  const found = /^[A-Za-z0-9-]+[ \t]*:/.exec(line);
  return found === null ? -1 : found[0].length - 1;
}

/** Names of trailers are the same in upper and lower case. */
function normal(line: string): string {
  const at = separatorOf(line);
  return at < 0 ? line.trim() : `${line.slice(0, at).trim().toLowerCase()}: ${line.slice(at + 1).trim()}`;
}
