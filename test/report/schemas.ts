import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv } from 'ajv/dist/ajv.js';

const require = createRequire(import.meta.url);

/** A schema that is published with the package. */
export function schemaNamed(name: string): ValidateFunction {
  const file = join(import.meta.dirname, '../../schemas', `${name}.schema.json`);
  // `strictTypes` would refuse a pattern beside a type that may be null.
  return new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(file, 'utf8')),
  );
}

const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  uri: (text: string): boolean => /^[\x21-\x7e]+$/.test(text) && URL.canParse(text),
  // RFC 3986, 2: what may stand in one.
  'uri-reference': /^(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*$/,
};

/** SARIF 2.1.0, as a package ships it that is published beside the specification. It is of draft 4, but says nothing that later ones read otherwise. */
export function sarifSchema(): ValidateFunction {
  const file = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { id: _id, $schema: _draft, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  // One of its patterns is none where expressions are read as Unicode.
  return new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, formats: FORMATS }).compile(schema);
}
