/** Name of the file in schemas/ → its text. */
export function printedSchemas(): Map<string, string>;
