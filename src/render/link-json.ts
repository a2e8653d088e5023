import type { LinkResult } from '../model/time-travel.js';
import { jsonText, orderedWarnings } from './shared-json.js';

/** The keys of `LinkResult`, in its order. */
export function linkJson({ schema, anchor, warnings }: LinkResult): string {
  return jsonText<LinkResult>({ schema, anchor, warnings: orderedWarnings(warnings) });
}
