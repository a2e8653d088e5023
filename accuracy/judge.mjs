/** Levels that a line of nobody's may be told with where an agent's command ran in its window: it cannot be known better. */
const WEAK = new Set(['snapshot', 'inferred']);

/**
 * Judges one line of an answer.
 * @param truth the line object
 * @param told `{ origin, session, turn, model, evidence }`
 * @param windowOf writer → its window
 * @param patchesAreCommands whether the traces tell patches as commands only
 * @param isRewritten whether the file was moved and changed at once, by what no trace tells, so much that it may be a new one
 * @returns `kind`: the row of the table; `verdict`: right, undecided, weak (somebody else's line, told with weak evidence as that
 * of an agent whose command may have written it) or wrong; `closed`: written in a window with both its snapshots, or by a patch
 */
export function judge(truth, told, windowOf, patchesAreCommands, isRewritten) {
  const { writer, also } = truth;
  const kind = isRewritten ? 'moved and rewritten at once' : kindOf(writer, also, windowOf, patchesAreCommands);
  const verdict = kind === 'disputed' ? 'right' : verdictOf([writer, ...also], told, windowOf);
  return { kind, verdict: isRewritten && verdict === 'wrong' && WEAK.has(told.evidence) ? 'weak' : verdict };
}

function verdictOf(writers, told, windowOf) {
  const others = writers.filter(({ kind }) => kind !== 'agent');
  if (told.origin !== 'agent') return others.length > 0 ? 'right' : 'undecided';
  if (writers.some((writer) => isTold(writer, told))) return 'right';
  const mayBeWeak = others.some((writer) => writer.kind === 'person' && windowOf(writer).turns.length > 0);
  return mayBeWeak && WEAK.has(told.evidence) ? 'weak' : 'wrong';
}

export function isTold({ kind, session, turn, orTurn, model }, told) {
  const isTurn = turn === told.turn || (orTurn !== undefined && orTurn === told.turn);
  return kind === 'agent' && session === told.session && isTurn && model === told.model;
}

function kindOf(writer, also, windowOf, patchesAreCommands) {
  if (writer.kind === 'disputed') return 'disputed';
  if (also.length > 0) return 'moved by a person';
  if (writer.kind === 'older' || writer.kind === 'pulled') return writer.kind;
  const window = windowOf(writer);
  if (writer.kind === 'person') return window.turns.length > 0 ? 'person, in a window of commands' : 'person';
  if (writer.via.startsWith('cut ')) return 'agent, turn cut short';
  if (writer.via === 'patch' && !patchesAreCommands) return 'agent, by patch';
  if (window.turns.length > 1) return 'agent, by command, several turns';
  if (!window.isOpened) return 'agent, by command, no snapshot';
  if (!window.isClosed) return 'agent, by command, no later snapshot';
  return window.touched ? 'agent, by command, touched window' : 'agent, by command, own window';
}
