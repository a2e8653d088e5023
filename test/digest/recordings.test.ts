import { afterAll, describe, expect, test } from '@jest/globals';
import { RecordedWorld } from '../support/recorded-world.js';
import { DigestLab } from './digest-lab.js';

describe.each(['0.77.0-cases', '0.169.0-cases'])('what the real Codex %s left', (name) => {
  const world = new RecordedWorld(name);
  afterAll(() => world.remove());

  test('answers about its files are sealed, and hold; each record that a line rests on is among the inputs', async () => {
    const { home, variables, platform, now } = world.env();
    const lab = new DigestLab(world.base, ['--codex-home', world.codexHome], {
      cwd: world.repo.dir,
      home,
      variables,
      platform,
      now,
    });
    const files = Object.keys(world.truth.files).slice(0, 8);
    for (const file of files) {
      const { lines, digest } = await lab.seal(`./${file}`);
      const known = new Set(digest.inputs.records.flatMap(({ edits }) => edits));
      expect(lines.filter(({ edit }) => edit !== null && !known.has(edit))).toEqual([]);
      expect({ file, ...(await lab.verify()) }).toEqual({ file, exitCode: 0, outcome: 'same', findings: [] });
    }
    expect(files.length).toBeGreaterThan(3);
  });
});
