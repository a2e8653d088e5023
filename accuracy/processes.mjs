import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('./worker.mjs', import.meta.url));

/** Gives jobs to as many processes as are wanted; `take` gets each answer, and its job. */
export async function runJobs(jobs, processes, take) {
  const waiting = [...jobs];
  const run = async () => {
    const child = fork(WORKER);
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) take(await answerOf(child, job), job);
    child.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(processes, jobs.length) }, run));
}

function answerOf(child, job) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`a worker ended with ${code} at seed ${job.seed}`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
    child.send(job);
  });
}
