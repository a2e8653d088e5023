import type { TraceImporter } from '../trace-importer.js';
import { capturesFolder } from './homes.js';
import { splitCapture } from './split-capture.js';

/** Captures of the protocol are kept in ai-blame's own folder (formats/acp.md, 1). */
export function acpImporter(): TraceImporter {
  return { id: 'acp', takes: 'a capture of the Agent Client Protocol', folder: capturesFolder, split: splitCapture };
}
