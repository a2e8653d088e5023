import { acpImporter } from './acp/importer.js';
import type { TraceImporter } from './trace-importer.js';

/** What takes traces in, one for each agent that keeps none itself. */
export function importers(): TraceImporter[] {
  return [acpImporter()];
}
