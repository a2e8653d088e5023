import { Failure, type Source } from './source.js';

/** What the scripts of an export call: each brings one answer, `index.js` the keys of all and the file that each is in. */
interface Exported {
  put(key: string, answer: unknown): void;
  index(files: Readonly<Record<string, string>>): void;
}

/** Answers out of the scripts below `data/`, since a page that was opened as a file may not fetch others. */
export function staticSource(): Source {
  const answers = new Map<string, unknown>();
  let files: Readonly<Record<string, string>> = {};
  const exported: Exported = {
    put: (key, answer) => answers.set(key, answer),
    index: (given) => {
      files = given;
    },
  };
  Object.assign(window, { aiBlame: { ...(window as { aiBlame?: object }).aiBlame, ...exported } });
  const ready = loadScript('data/index.js');
  return {
    isStatic: true,
    async ask(key) {
      await ready;
      const file = Object.hasOwn(files, key) ? files[key] : undefined;
      if (file === undefined) {
        throw new Failure('NOT_EXPORTED', 'This export does not hold that', 'ai-blame serve shows everything');
      }
      if (!answers.has(key)) await loadScript(file);
      const answer = answers.get(key);
      // Answers are kept by the caller, within bounds.
      answers.delete(key);
      return answer;
    },
    watch: () => () => undefined,
  };
}

/** Runs a script of this page's own folder. @throws Failure */
export function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => {
      script.remove();
      resolve();
    };
    script.onerror = () => reject(new Failure('NOT_THERE', `${address} cannot be read`, null));
    document.head.append(script);
  });
}
