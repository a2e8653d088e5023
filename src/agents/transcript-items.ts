import type {
  FactDetail,
  FactVisitor,
  HistoryFact,
  ReasoningFact,
  TellVisitor,
  WholeTexts,
} from '../model/history-fact.js';
import type { TranscriptItem, TranscriptVisitor } from '../model/transcript-item.js';
import { textOf } from './json-values.js';

/** Lets only through what is a fact of the history, and nothing of what only a transcript shows. */
export function factsOnly(onFact: FactVisitor): TellVisitor {
  return (fact, detail) => {
    if (fact.type !== 'reasoning') onFact(fact, detail);
  };
}

/** Makes items of a transcript of what is told. */
export function asItems(onItem: TranscriptVisitor): TellVisitor {
  return (fact, detail = {}, whole = { model: null }) => onItem(itemOf(fact, detail, whole));
}

function itemOf(fact: HistoryFact | ReasoningFact, detail: FactDetail, whole: WholeTexts): TranscriptItem {
  const { ordinal: record, time, turn, data } = fact;
  const place = { record, time, turn, model: whole.model };
  const text = detail.text ?? '';
  const callId = textOf(data.call_id);
  switch (fact.type) {
    case 'user_message':
      return { ...place, kind: 'message', text };
    case 'agent_message_complete':
      return { ...place, kind: 'answer', text };
    case 'reasoning':
      return { ...place, kind: 'reasoning', text };
    case 'tool_call': {
      const tool = textOf(data.tool) ?? '';
      return { ...place, kind: 'call', callId, tool, command: detail.text ?? null, input: whole.input?.() ?? null };
    }
    case 'tool_result': {
      const exitCode = typeof data.exit_code === 'number' ? data.exit_code : null;
      const [input, output] = [whole.input?.() ?? null, whole.output?.() ?? null];
      return { ...place, kind: 'result', callId, status: textOf(data.status) ?? 'unknown', exitCode, output, input };
    }
    default:
      return { ...place, kind: 'notice', type: fact.type, data };
  }
}
