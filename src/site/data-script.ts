/** The script that hands a piece to the page. Nothing in it ends a script, or a line of one. */
export function dataScript(key: string, value: unknown): string {
  return `aiBlame.put(${literal(key)},${literal(value)});\n`;
}

function literal(value: unknown): string {
  return JSON.stringify(value).replace(/[<>\u2028\u2029]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
