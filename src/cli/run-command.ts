import type { Env } from '../env.js';
import { EXIT } from '../errors.js';
import { runAnnotate } from './annotate-command.js';
import { runBisect } from './bisect-command.js';
import { runBlame } from './blame-command.js';
import { runDiff } from './diff-command.js';
import { runDoctor } from './doctor-command.js';
import { runEdits } from './edits-command.js';
import { runExport } from './export-command.js';
import { runHooks } from './hooks-command.js';
import { runImport } from './import-command.js';
import { runIndex } from './index-command.js';
import { runLedger } from './ledger-command.js';
import { runLink } from './link-command.js';
import { runLog } from './log-command.js';
import { runLogs } from './logs-command.js';
import { runNotes } from './notes-command.js';
import { runPages } from './pages-command.js';
import { parseArguments } from './parse-arguments.js';
import { runPin } from './pin-command.js';
import { runRuns } from './print-runs.js';
import { runReplay } from './replay-command.js';
import { runReport } from './report-command.js';
import { runCompletion } from './run-completion.js';
import { runServe } from './serve-command.js';
import { runSessions } from './sessions-command.js';
import { runShow } from './show-command.js';
import { runStats } from './stats-command.js';
import { runTrace } from './trace-command.js';
import type { UseCases } from './use-cases.js';
import { runVerify } from './verify-command.js';
import { runWhy } from './why-command.js';

/** Any command line, read by the parser that knows all of them. As `runCli`. */
export async function runCommand(
  argv: readonly string[],
  env: Env,
  useCases: UseCases,
  version: string,
): Promise<number> {
  const invocation = await parseArguments(argv, env, version);
  switch (invocation.command) {
    case 'print':
      await env.stdout.write(invocation.text);
      break;
    case 'blame':
      await runBlame(invocation, env, useCases);
      break;
    case 'edits':
      await runEdits(invocation, env, useCases);
      break;
    case 'stats':
      await runStats(invocation, env, useCases);
      break;
    case 'report':
      return await runReport(invocation, env, useCases, version);
    case 'pages':
      await runPages(invocation, env, version);
      break;
    case 'why':
      await runWhy(invocation, env, useCases);
      break;
    case 'log':
      await runLog(invocation, env, useCases);
      break;
    case 'show':
      await runShow(invocation, env, useCases);
      break;
    case 'diff':
      await runDiff(invocation, env, useCases);
      break;
    case 'bisect':
      await runBisect(invocation, env, useCases);
      break;
    case 'trace':
      await runTrace(invocation, env, useCases);
      break;
    case 'link':
      await runLink(invocation, env, useCases);
      break;
    case 'verify':
      return await runVerify(invocation, env, useCases);
    case 'doctor':
      return await runDoctor(invocation, env, useCases);
    case 'serve':
      await runServe(invocation, env, useCases, version);
      break;
    case 'import':
      await runImport(invocation, env, useCases);
      break;
    case 'export':
      await runExport(invocation, env, useCases);
      break;
    case 'hooks':
      return await runHooks(invocation, env, useCases);
    case 'notes':
      return await runNotes(invocation, env, useCases);
    case 'annotate':
      return await runAnnotate(invocation, env, useCases);
    case 'pin':
    case 'unpin':
      await runPin(invocation, env, useCases);
      break;
    case 'index':
      return await runIndex(invocation, env, useCases);
    case 'runs':
      await runRuns(invocation, env, useCases);
      break;
    case 'logs':
      await runLogs(invocation, env, useCases);
      break;
    case 'replay':
      await runReplay(invocation, env, useCases);
      break;
    case 'ledger':
      return await runLedger(invocation, env, useCases);
    case 'completion':
      await runCompletion(invocation, env, useCases);
      break;
    case 'sessions':
      await runSessions(invocation, env, useCases);
      break;
  }
  return EXIT.ok;
}
