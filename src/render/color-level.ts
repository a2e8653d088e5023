/** 0: no colour; 1: 16 colours; 2: 256; 3: all. */
export type ColorLevel = 0 | 1 | 2 | 3;

export type ColorChoice = 'auto' | 'always' | 'never';

/**
 * How many colours to print. `choice` (the option) comes first; then `FORCE_COLOR` (as in Node, also against `NO_COLOR`),
 * `NO_COLOR` (no-color.org), `CLICOLOR_FORCE` and `CLICOLOR` (bixense.com/clicolors), then whether there is a terminal and
 * what it can do.
 */
export function colorLevel(
  choice: ColorChoice,
  variables: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): ColorLevel {
  if (choice !== 'auto') {
    return choice === 'never' ? 0 : atLeastOne(ofTerminal(variables));
  }
  const { FORCE_COLOR: forced, NO_COLOR: none, CLICOLOR: wanted, CLICOLOR_FORCE: forcedToo } = variables;
  if (forced !== undefined) {
    return ofForceColor(forced, variables);
  }
  if (none !== undefined && none !== '') {
    return 0;
  }
  if (forcedToo !== undefined && forcedToo !== '' && forcedToo !== '0') {
    return atLeastOne(ofTerminal(variables));
  }
  return isTTY && wanted !== '0' ? ofTerminal(variables) : 0;
}

function ofForceColor(value: string, variables: Readonly<Record<string, string | undefined>>): ColorLevel {
  switch (value) {
    case '0':
    case 'false':
      return 0;
    case '1':
      return 1;
    case '2':
      return 2;
    case '3':
      return 3;
    default:
      return atLeastOne(ofTerminal(variables));
  }
}

/** A terminal without a name is dumb, as for git, save on Windows, where none has one. */
function ofTerminal({ TERM = '', COLORTERM, OS }: Readonly<Record<string, string | undefined>>): ColorLevel {
  if (TERM === 'dumb') {
    return 0;
  }
  if (COLORTERM === 'truecolor' || COLORTERM === '24bit' || TERM.endsWith('-direct')) {
    return 3;
  }
  if (TERM === '') {
    return OS === 'Windows_NT' ? 2 : 0;
  }
  return TERM.includes('256') ? 2 : 1;
}

function atLeastOne(level: ColorLevel): ColorLevel {
  return level === 0 ? 1 : level;
}
