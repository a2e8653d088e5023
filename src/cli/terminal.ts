import type { Env } from '../env.js';
import type { Warning } from '../model/diagnostic.js';
import { type ColorChoice, colorLevel } from '../render/color-level.js';
import { localZone } from '../render/dates.js';
import { groundOf } from '../render/ground.js';
import { styleOf } from '../render/style.js';
import type { TextOptions } from '../render/text-options.js';
import { warningLines } from '../render/warning-lines.js';
import { toldWidth, widthOf } from './width.js';

/**
 * How text for people is to look on this stdout. Loads what colour needs only where there is colour.
 * @param width that was asked for; null: that of the terminal.
 */
export async function textOptions(choice: ColorChoice, env: Env, width: number | null = null): Promise<TextOptions> {
  const level = colorLevel(choice, env.variables, env.stdout.isTTY);
  return {
    width: width ?? toldWidth(env) ?? (env.stdout.isTTY ? widthOf(env) : null),
    style: await styleOf(level, groundOf(env.variables)),
    zone: localZone,
  };
}

/** A closing remark is for a person who sees both streams on one screen. */
export function summaryWanted(env: Env): boolean {
  return env.stdout.isTTY && env.stderr.isTTY;
}

/** Tells how many secrets `[redacted]` stands for; nothing where there are none. */
export async function tellReplaced(count: number, env: Env, isNoneTold = false): Promise<void> {
  if (count === 0 && !isNoneTold) return;
  const secrets = count === 1 ? '1 secret was' : `${count} secrets were`;
  await env.stderr.write(`note: ${secrets} taken out${count === 0 ? '' : ': look for [redacted]'}\n`);
}

export async function warn(warnings: readonly Warning[], env: Env): Promise<void> {
  if (warnings.length > 0) {
    await env.stderr.write(warningLines(warnings));
  }
}
