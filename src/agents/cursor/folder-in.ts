/** The folder that a file lies in. */
export function folderIn(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return end <= 0 ? path : path.slice(0, end);
}
