/** What is to stand in `src/wasm/small-bytes-code.ts`. */
export function wasmCode(): Promise<string>;
