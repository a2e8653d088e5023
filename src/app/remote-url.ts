/**
 * One spelling for the URLs of one remote: `git@host:a/b.git`, `ssh://git@host/a/b` and `https://user@host/a/b/` are
 * `host/a/b`.
 */
export function normaliseRemote(url: string): string {
  const text = url.trim();
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(text);
  const plain = scp === null ? text.replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/i, '') : `${scp[1]}/${scp[2]}`;
  const [host = '', ...path] = plain.split('/');
  return [host.toLowerCase().replace(/:\d+$/, ''), ...path]
    .join('/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
