import type { Env } from '../env.js';
import type { TranscriptResult } from '../model/transcript.js';
import { transcriptJson } from '../render/transcript-json.js';
import { transcriptMarkdown } from '../render/transcript-markdown.js';
import { transcriptText } from '../render/transcript-text.js';
import { withoutHome } from '../render/without-home.js';
import type { SessionsInvocation } from './invocation.js';
import { tellReplaced, textOptions, warn } from './terminal.js';

/** Prints a transcript in the form that was asked for. */
export async function printTranscript(
  result: TranscriptResult,
  { output, color }: Pick<SessionsInvocation, 'output' | 'color'>,
  env: Env,
): Promise<void> {
  if (output === 'json') {
    await env.stdout.write(transcriptJson(result));
    return;
  }
  if (output === 'markdown') {
    const told = transcriptMarkdown(result);
    await env.stdout.write(result.redacted ? withoutHome(told, env.home) : told);
  } else await env.stdout.write(transcriptText(result, await textOptions(color, env)));
  await tellReplaced(result.secretsReplaced, env);
  await warn(result.warnings, env);
}
