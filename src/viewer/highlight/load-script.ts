/** Runs a script of this page's own server. Rejects where it is not there. */
export function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => {
      script.remove();
      resolve();
    };
    script.onerror = () => reject(new Error(`${address} cannot be read`));
    document.head.append(script);
  });
}
