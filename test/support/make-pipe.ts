import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a named pipe that nobody ever writes into: whoever reads it waits for ever. */
export function makePipe(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
}
