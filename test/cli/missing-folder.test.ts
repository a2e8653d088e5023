import { expect, test } from '@jest/globals';
import { answerTo } from '../support/run-cli.js';

test.each(['sessions', 'runs', 'doctor --agents', 'edits', 'stats', 'doctor', 'pin'])(
  '%s in a folder that is not there says so',
  async (command) => {
    const { exitCode, stdout, stderr } = await answerTo([
      ...command.split(' '),
      '-C',
      '/there/is/no/such',
      '--no-index',
    ]);
    expect([exitCode, stdout, stderr]).toEqual([3, '', 'There is no folder /there/is/no/such']);
  },
);
