/** Nothing but what this server itself gives is loaded, asked, framed or sent to; no script but in files of its own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** With every answer. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  // Kept by nobody else, and by the browser only to ask whether it still holds.
  'Cache-Control': 'private, no-cache',
  Vary: 'Accept-Encoding, Cookie',
};

/** Whether a client takes gzip (RFC 9110, 12.5.3), as far as browsers ask for it. */
export function takesGzip(accepted: string | undefined): boolean {
  return (accepted ?? '').split(',').some((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    return name === 'gzip' && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
  });
}

/** Whether a client has what it asks for already (`If-None-Match`). */
export function hasAlready(tags: string | undefined, tag: string): boolean {
  return (tags ?? '').split(',').some((one) => one.trim() === tag);
}
