import { expect, test } from '@jest/globals';
import type { AgentsResult } from '../../src/model/agents-result.js';
import { agentsText } from '../../src/render/agents-text.js';
import { PLAIN } from '../../src/render/style.js';

const RESULT: AgentsResult = {
  schema: 'ai-blame/agents@1',
  agents: [
    {
      agent: 'some-agent',
      name: 'Some Agent',
      evidence: [
        { level: 'exact', by: 'whole contents before and after each edit' },
        { level: 'inferred', by: 'the texts of commands' },
      ],
      snapshots: false,
      reads: true,
      commands: true,
      modelPerEdit: true,
      kept: 'Thirty days.',
      gaps: ['No deletions.', 'No renames.'],
      homes: [
        { path: '/home/ada/.some', exists: true, traces: 1 },
        { path: '/srv/\u001b[31mred', exists: false, traces: 0 },
      ],
    },
    {
      agent: 'other',
      name: 'Other',
      evidence: [],
      snapshots: false,
      reads: false,
      commands: false,
      modelPerEdit: false,
      kept: 'Not known.',
      gaps: [],
      homes: [],
    },
  ],
  warnings: [],
};

test('each agent with what it can tell, what it cannot, and where it was looked for', () => {
  expect(agentsText(RESULT, { width: null, style: PLAIN, zone: () => 0 })).toBe(`Some Agent (some-agent)
  exact      whole contents before and after each edit
  inferred   the texts of commands
  tells      the model of each edit, commands, reads
  kept       Thirty days.
  gaps       No deletions.
             No renames.
  looked in  /home/ada/.some: 1 trace
             /srv/␛[31mred: not there

Other (other)
  tells      nothing else
  kept       Not known.
  looked in  nowhere: name its home
`);
});

test('sentences break between words in a narrow terminal', () => {
  const [head] = agentsText(RESULT, { width: 40, style: PLAIN, zone: () => 0 }).split('\n  inferred');
  expect(head).toBe(`Some Agent (some-agent)
  exact      whole contents before and
             after each edit`);
});
