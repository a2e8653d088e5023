/**
 * Names of files are read raw: no number, no quote, no dash of theirs is taken for something else. Options that take a value
 * take the next word, whatever it is, and only that.
 */
export const PARSER = {
  'populate--': true,
  'dot-notation': false,
  'camel-case-expansion': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'nargs-eats-options': true,
};
