import type { Env } from '../env.js';
import {
  runArtifactsJson,
  runArtifactsNdjson,
  runEventsJson,
  runEventsNdjson,
  runJson,
  runsJson,
  runsNdjson,
} from '../render/runs-json.js';
import { runArtifactsText, runEventsText, runsText, runText } from '../render/runs-text.js';
import type { RunsInvocation } from './invocation.js';
import { progressLine, withProgress } from './progress-line.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

/** Asks for runs, and prints what was asked. */
export async function runRuns(invocation: RunsInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, color } = invocation;
  if (request.what === 'follow') {
    const progress = progressLine(env);
    for await (const event of useCases.followRun(request, env, progress)) {
      await env.stdout.write(runEventsNdjson([event]));
    }
    return;
  }
  const options = await textOptions(color, env);
  let text: string;
  let result: { readonly warnings: Parameters<typeof warn>[0]; readonly nextCursor?: string | null };
  if (request.what === 'list') {
    const found = await withProgress(env, (progress) => useCases.listRuns(request, env, progress));
    text = output === 'text' ? runsText(found.runs, options) : (output === 'json' ? runsJson : runsNdjson)(found);
    result = found;
  } else if (request.what === 'show') {
    const found = await withProgress(env, (progress) => useCases.showRun(request, env, progress));
    text = output === 'text' ? runText(found, options) : runJson(found);
    result = found;
  } else if (request.what === 'events') {
    const found = await withProgress(env, (progress) => useCases.runEvents(request, env, progress));
    text =
      output === 'text'
        ? runEventsText(found.events, options)
        : output === 'json'
          ? runEventsJson(found)
          : runEventsNdjson(found.events);
    result = found;
  } else {
    const found = await withProgress(env, (progress) => useCases.runArtifacts(request, env, progress));
    text =
      output === 'text'
        ? runArtifactsText(found.artifacts, options)
        : (output === 'json' ? runArtifactsJson : runArtifactsNdjson)(found);
    result = found;
  }
  await env.stdout.write(text);
  if (output === 'json') {
    return;
  }
  await warn(result.warnings, env);
  if (result.nextCursor != null) {
    await env.stderr.write(`There is more: --cursor ${result.nextCursor}\n`);
  }
}
