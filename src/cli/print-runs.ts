import type { Env } from '../env.js';
import type { RunsInvocation } from './invocation.js';
import { progressLine, withProgress } from './progress-line.js';
import { textOptions, warn } from './terminal.js';
import type { UseCases } from './use-cases.js';

/** Asks for runs, and prints what was asked. */
export async function runRuns(invocation: RunsInvocation, env: Env, useCases: UseCases): Promise<void> {
  const { request, output, color } = invocation;
  const json = await import('../render/runs-json.js');
  const forPeople = async () => ({
    ...(await import('../render/runs-text.js')),
    options: await textOptions(color, env),
  });
  if (request.what === 'follow') {
    const progress = progressLine(env);
    for await (const event of useCases.followRun(request, env, progress)) {
      await env.stdout.write(json.runEventsNdjson([event]));
    }
    return;
  }
  let text: string;
  let result: { readonly warnings: Parameters<typeof warn>[0]; readonly nextCursor?: string | null };
  if (request.what === 'list') {
    const found = await withProgress(env, (progress) => useCases.listRuns(request, env, progress));
    const { runsText, options } = await forPeople();
    text =
      output === 'text' ? runsText(found.runs, options) : json[output === 'json' ? 'runsJson' : 'runsNdjson'](found);
    result = found;
  } else if (request.what === 'show') {
    const found = await withProgress(env, (progress) => useCases.showRun(request, env, progress));
    const { runText, options } = await forPeople();
    text = output === 'text' ? runText(found, options) : json.runJson(found);
    result = found;
  } else if (request.what === 'events') {
    const found = await withProgress(env, (progress) => useCases.runEvents(request, env, progress));
    const { runEventsText, options } = await forPeople();
    text =
      output === 'text'
        ? runEventsText(found.events, options)
        : output === 'json'
          ? json.runEventsJson(found)
          : json.runEventsNdjson(found.events);
    result = found;
  } else {
    const found = await withProgress(env, (progress) => useCases.runArtifacts(request, env, progress));
    const { runArtifactsText, options } = await forPeople();
    text =
      output === 'text'
        ? runArtifactsText(found.artifacts, options)
        : json[output === 'json' ? 'runArtifactsJson' : 'runArtifactsNdjson'](found);
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
