/** What stands in the place of a secret. */
export const MARK = '[redacted]';

/** What stands for each further line of a secret of several lines, where lines keep their numbers. */
export const MARK_GOES_ON = '[redacted, as above]';

/** Texts that are secrets by their own form: keys of providers and forges, tokens, private keys. */
const SECRETS: readonly RegExp[] = [
  // A block that a preview cut off has no end.
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bpypi-[A-Za-z0-9_-]{30,}/g,
  /\bhf_[A-Za-z0-9]{30,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bA(?:KIA|SIA)[0-9A-Z]{16}\b/g,
  /\bAIza[0-9A-Za-z_-]{35}/g,
  /\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
];

/** In quotation marks: an escaped one does not end it. What goes on and on is none: V8 could not go through megabytes of it. */
const QUOTED =
  /(?<=")(?=(?:[^"\\\n]|\\.){4})[^"\\\n]*(?:\\.[^"\\\n]*){0,1000}|(?<=')(?=(?:[^'\\\n]|\\.){4})[^'\\\n]*(?:\\.[^'\\\n]*){0,1000}/;

/** What goes on behind a bracket or a separator, where nothing else begins there: `&b=2`, `).then(…)`. */
const GOES_ON = /[,;&)}\]]{1,8}(?!\.|(?:amp;)?[\w.%[\]-]{1,60}[=:(])[^\s"'`,;&)}\]]+/;

/** Without quotation marks, up to a blank. */
const BARE = new RegExp(
  String.raw`[^\s"'\x60,;&)}\]]{4,}(?:${GOES_ON.source}){0,1000}|[^\s"'\x60,;&)}\]$]{1,3}(?:${GOES_ON.source}){1,1000}`,
);

/** What a name says of its value: `API_KEY=…`, `"password": "…"`, `--token …`, `_authToken=…`, `PGPASSWORD=…`. */
const NAMED = new RegExp(
  String.raw`((?:(?<![A-Za-z0-9])(?:api[_-]?key|access[_-]?key|secret(?:[_-]?key(?:[_-]?base)?)?|client[_-]?secret|private[_-]?key|auth[_-]?token|token|pwd|_auth)|password|passwd|passphrase)["']?(?:\s*[:=]\s*|\s+(?=["'])|(?<=--[A-Za-z_-]{1,40})\s+))(["']?)(?!\[redacted\])(?:${QUOTED.source}|${BARE.source})`,
  'gi',
);

/**
 * Names that only their capitals take apart: `accessToken`, `GHTOKEN`. Programs have many such names of what is no secret (`nextToken`):
 * the value has to look like one, too.
 */
const NAMED_TOGETHER =
  /((?:(?<=[a-z0-9])(?:A(?:pi|PI)Key|AccessKey|Secret(?:Key)?|PrivateKey|Token)|(?<=[A-Z0-9])(?:APIKEY|SECRET|TOKEN))["']?\s*[:=]\s*)(?:(["'])[^\s"'\\[\]]{8,4000}(?=\2)|(?=[\w~+/=.-]{0,200}[0-9])[\w~+/=.-]{12,4000}(?=[\s"'`,;&)}\]]|$))/g;

const AUTHORISATION = /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+)[^\s"'`,;]{4,}/gi;
const BEARER = /\b(bearer\s+)[A-Za-z0-9._~+/-]{16,}=*/gi;

/** `https://ada:secret@host`. */
const IN_ADDRESS = /(\b[a-z][a-z0-9+.-]{0,40}:\/\/[^\s/:@]*:)[^\s/@]{1,}(?=@)/gi;

/** Looks closer only where something of the kind can be in the text. */
const SUSPECT =
  /key|secret|token|pass|pwd|auth|bearer|:\/\/|-----|sk-|_live_|_test_|gh[pousr]_|pat|npm_|pypi|hf_|xox|AKIA|ASIA|AIza|eyJ/i;

/**
 * A text without what looks like a key, a token or a password: `[redacted]` stands in its place. For texts that leave the trace
 * (titles, previews). It knows common forms only, and is no promise that nothing secret is left.
 *
 * Redact before cutting: half a key has no form any more. What may begin anew within itself is repeated so many times at most: else a
 * text of megabytes would take minutes.
 * @param markOf what stands in the place of a secret that may have several lines.
 */
export function redact(text: string, markOf: (secret: string) => string = () => MARK): string {
  if (!SUSPECT.test(text)) {
    return text;
  }
  const known = SECRETS.reduce((clean, form) => clean.replace(form, markOf), text);
  return known
    .replace(AUTHORISATION, `$1${MARK}`)
    .replace(BEARER, `$1${MARK}`)
    .replace(IN_ADDRESS, `$1${MARK}`)
    .replace(NAMED_TOGETHER, `$1$2${MARK}`)
    .replace(NAMED, `$1$2${MARK}`);
}
