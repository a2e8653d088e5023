import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Who may ask: whoever was given the link, by a page of this server, under one of its own names. */
export interface Gate {
  /** Names that a browser may call this server by, with the port: `127.0.0.1:8123`. */
  readonly hosts: ReadonlySet<string>;
  readonly port: number;
  /** It listens at every address of this machine: each of them is a name of its own. No name of somebody else's is an address. */
  readonly isAnyAddress: boolean;
  /** Stands in the link; whoever shows it gets the cookie. */
  readonly token: string;
  readonly cookie: { readonly name: string; readonly value: string };
}

/** What is wrong with a request; null: nothing. */
export type Refusal = {
  readonly status: 400 | 401 | 403 | 421;
  readonly code: string;
  readonly message: string;
} | null;

/**
 * Whether the request was meant for this server, and comes from its own page. A name of somebody else's that leads here (DNS
 * rebinding) does not count, nor does a page of another origin, whichever of the two ways its browser tells that in.
 * @param isPage the page itself is asked for, as by a link in another program.
 */
export function refuseForeign(gate: Gate, headers: IncomingHttpHeaders, isPage: boolean): Refusal {
  const { host = '', origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  if (!isOwnHost(gate, host.toLowerCase())) {
    return { status: 421, code: 'FOREIGN_HOST', message: 'This server does not answer under that name' };
  }
  const isOwnOrigin = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
  const isOwnSite = site === undefined || site === 'same-origin' || site === 'none' || (isPage && mode === 'navigate');
  if (isOwnOrigin && isOwnSite) return null;
  return { status: 403, code: 'FOREIGN_ORIGIN', message: 'Another page asks, and only the own one may' };
}

function isOwnHost({ hosts, port, isAnyAddress }: Gate, host: string): boolean {
  if (hosts.has(host)) return true;
  const [, address = '', bare = ''] = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):\d{1,5}$/.exec(host) ?? [];
  return isAnyAddress && host.endsWith(`:${port}`) && isIP(address || bare) !== 0;
}

/** Whether the token of a link is the right one. Takes as long for each one. */
export function isToken({ token }: Gate, given: string): boolean {
  return isEqual(token, given);
}

/** Whether the request brings the cookie that the link is exchanged for. */
export function hasCookie({ cookie }: Gate, { cookie: header = '' }: IncomingHttpHeaders): boolean {
  // Others on this machine may have set cookies of their own: their number is limited by the size of the headers.
  return header.split(';').some((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && pair.slice(0, at).trim() === cookie.name && isEqual(cookie.value, pair.slice(at + 1).trim());
  });
}

export function cookieHeader({ cookie }: Gate): string {
  return `${cookie.name}=${cookie.value}; HttpOnly; SameSite=Strict; Path=/`;
}

/** Digests are of one length, whatever is given. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
