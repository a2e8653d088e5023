import type {
  SecretLintRuleContext,
  SecretLintRuleReportHandler,
  SecretLintSourceCode,
  SecretLintSourceNodeRange,
} from '@secretlint/types';

/** Where secrets stand in a text: ranges of UTF-16 units, the end not included. */
export type FindSecrets = (text: string) => readonly SecretLintSourceNodeRange[];

/**
 * Rules of the preset that are not asked: comments that switch rules off would let a text decide what may leave the machine, and keys
 * of Google's service accounts are told by names of files (the keys themselves are found as private keys).
 */
const NOT_ASKED = ['@secretlint/secretlint-rule-filter-comments', '@secretlint/secretlint-rule-gcp'];

/**
 * secretlint's recommended rules, loaded when they are first needed. They are asked directly, not through its core: that answers by
 * promises only, and needs configuration and names of files.
 */
export async function loadLibrary(): Promise<FindSecrets> {
  const { creator } = await import('@secretlint/secretlint-rule-preset-recommend');
  let found: SecretLintSourceNodeRange[] = [];
  const context: SecretLintRuleContext = {
    sharedOptions: {},
    createTranslator: () => (messageId, data) => ({ message: '', messageId: String(messageId), data: data as never }),
    report: ({ range }) => found.push(range),
    ignore() {},
  };
  const rules: SecretLintRuleReportHandler[] = [];
  creator.create(
    {
      sharedOptions: {},
      registerRule(rule) {
        if (!NOT_ASKED.includes(rule.meta.id)) rules.push(rule.create(context, {} as never));
      },
    },
    {},
  );
  return (text) => {
    found = [];
    const source = sourceOf(text);
    for (const rule of rules) rule.file?.(source);
    return found;
  };
}

/** A text as rules look at it. None of them asks for places by line. */
function sourceOf(content: string): SecretLintSourceCode {
  const start = { line: 1, column: 0 };
  return {
    filePath: undefined,
    physicalFilePath: undefined,
    ext: '.txt',
    content,
    contentType: 'text',
    hasBOM: false,
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    indexToPosition: () => start,
    locationToRange: () => [0, 0],
    rangeToLocation: () => ({ start, end: start }),
    positionToIndex: () => 0,
  };
}
