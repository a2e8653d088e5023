// Makes `src/wasm/small-bytes-code.ts` of `src/wasm/small-bytes.wat`: `npm run wasm`. A test holds it up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const SOURCE = fileURLToPath(new URL('../src/wasm/small-bytes.wat', import.meta.url));
const MADE = fileURLToPath(new URL('../src/wasm/small-bytes-code.ts', import.meta.url));

/** @returns what is to stand in the file. */
export async function wasmCode() {
  const { parseWat } = await wabt();
  const module = parseWat(basename(SOURCE), await readFile(SOURCE, 'utf8'));
  module.resolveNames();
  module.validate();
  const code = Buffer.from(module.toBinary({}).buffer).toString('base64');
  module.destroy();
  return `/** Made of \`small-bytes.wat\` by \`npm run wasm\`: WebAssembly in Base64. */\nexport const SMALL_BYTES =\n  '${code}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(MADE, await wasmCode());
