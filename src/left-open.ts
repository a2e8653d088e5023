/** The bundles of the program share no modules: what one of them opened the others find by this name. */
const KEY = Symbol.for('ai-blame.leftOpen');

/** From now on files are open that are written to, and let go of, only when this process ends by itself. */
export function markLeftOpen(): void {
  Reflect.set(globalThis, KEY, true);
}

/** Whether such files may be open. */
export function isAnyLeftOpen(): boolean {
  return Reflect.get(globalThis, KEY) === true;
}
