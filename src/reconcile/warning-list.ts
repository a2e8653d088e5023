import type { Warning } from '../model/diagnostic.js';

/** Warnings, each subject once for each code. */
export class WarningList {
  readonly list: Warning[] = [];

  add(code: string, message: string, subject: string): void {
    const index = this.list.findIndex((warning) => warning.code === code && warning.subject === subject);
    const known = this.list[index];
    if (known === undefined) this.list.push({ code, message, count: 1, subject });
    else this.list[index] = { ...known, count: known.count + 1 };
  }
}
