/** git, used by an agent in a shell of its own. */

/** The agent commits by itself. */
function agentCommit(world, session) {
  const message = `Step ${session.number}.${session.turn}`;
  runGit(world, session, `git add -A && git commit -m "${message}"`, (git, tries) => {
    git('add', '-A');
    tries('commit', '-qm', message);
  });
}

export const AGENT_GIT = {
  'agent commit': agentCommit,

  'agent commit some': (world, session, random) => {
    const path = random.pick(world.paths((name) => session.reaches(name)));
    if (path === undefined) return;
    const message = `Part ${session.number}.${session.turn}`;
    runGit(world, session, `git add ${session.relative(path)} && git commit -m "${message}"`, (git, tries) => {
      git('add', '--', path);
      tries('commit', '-qm', message);
    });
  },

  'agent amend': (world, session) => {
    if (world.head() === world.root) return;
    runGit(world, session, 'git add -A && git commit --amend --no-edit', (git, tries) => {
      git('add', '-A');
      tries('commit', '-q', '--amend', '--no-edit');
    });
  },

  'agent branch': (world, session) => {
    if (world.branches.length > 2) return;
    const name = `topic${world.branches.length + 1}`;
    world.branches.push(name);
    runGit(world, session, `git switch -c ${name}`, (_, tries) => tries('switch', '-qc', name));
  },

  'agent stash': (world, session) => {
    if (world.tree.stash !== undefined) return;
    const before = new Map(world.files);
    runGit(world, session, 'git stash && git stash pop', (_, tries) => {
      if (tries('stash', 'push', '-q')) tries('stash', 'pop', '-q');
    });
    world.reread('git', before);
  },

  'agent discard': (world, session, random) => {
    const path = random.pick(world.paths((name) => session.reaches(name) && world.headFiles().has(name)));
    if (path === undefined) return;
    runGit(world, session, `git checkout -- ${session.relative(path)}`, (_, tries) =>
      tries('checkout', '-q', '--', path),
    );
    world.reread('git', world.headFiles());
  },
};

/** A command of git's, some seconds away from what else is done with git. */
function runGit(world, session, text, act) {
  world.tell(`session ${session.number} turn ${session.turn} runs: ${text}`);
  world.tick(1500);
  session.rollout.shell(text, () => {
    world.clock = Math.ceil(world.clock / 1000) * 1000 + 1000;
    act(
      (...args) => world.repo.git(world.seconds, ...args),
      (...args) => world.repo.tries(world.seconds, ...args),
    );
    world.tick(1200);
  });
  world.learn(world.head());
}
