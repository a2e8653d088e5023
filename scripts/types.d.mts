/** The text of types/index.d.ts. */
export function rolledUpTypes(): Promise<string>;
