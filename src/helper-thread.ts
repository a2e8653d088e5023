import { type MessagePort, workerData } from 'node:worker_threads';
import { CompiledCode, folderOfCode } from './compiled-code.js';
import { homeFolder, workingFolder } from './env-node.js';

// The second thread (`threads/helper.ts`). What it does is in a file that the first one has loaded, too, and may have kept the code of.
const { port } = workerData as { readonly port: MessagePort };
const code = new CompiledCode(folderOfCode({ cwd: workingFolder(), home: homeFolder(), variables: process.env }));
const { workBeside } = code.load('blame-anew') as typeof import('./app/blame-anew.js');
workBeside(port);
