import type { Env } from '../env.js';
import type { BlameResult } from '../model/blame-result.js';
import { fileUrl, hyperlink, lessHasLinks, terminalHasLinks } from '../render/hyperlinks.js';
import type { BlameInvocation } from './invocation.js';
import type { UseCases } from './use-cases.js';

/** Milliseconds that a pager has to tell its version. */
const PATIENCE = 1000;

/**
 * What makes links to the records that edits rest on; null where no links are wanted, or this screen is not known to show them.
 * @param pager the command of the pager that shows them; null: the terminal itself.
 */
export async function linksOf(
  { request, hyperlinks }: BlameInvocation,
  { edits }: BlameResult,
  pager: string | null,
  env: Env,
  useCases: UseCases,
): Promise<((edit: string, text: string) => string) | null> {
  const isWanted = hyperlinks === undefined ? await hasLinks(pager, env) : hyperlinks === 'always';
  if (!isWanted) return null;
  const places = useCases.tracePlaces(Object.values(edits), request.place, env);
  return (edit, text) => {
    const place = places.get(edit);
    return place === undefined ? text : hyperlink(fileUrl(env.host(), place.path, place.line), text);
  };
}

async function hasLinks(pager: string | null, env: Env): Promise<boolean> {
  if (!terminalHasLinks(env.variables, env.stdout.isTTY)) return false;
  if (pager === null) return true;
  const { LESS = 'FRX' } = env.variables;
  // Any other pager may print them as they are.
  if (!/^(\S*\/)?less( [\w ./+-]*)?$/.test(pager) || !/R/i.test(LESS + pager.replace(/^\S*/, ''))) return false;
  const [program = ''] = pager.split(' ');
  const told = await env.run([program, '--version'], PATIENCE).catch(() => null);
  return told !== null && lessHasLinks(told.stdout);
}
