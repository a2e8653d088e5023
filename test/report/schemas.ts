import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** A schema that is published with the package. */
export function schemaNamed(name: string): ValidateFunction {
  const file = join(import.meta.dirname, '../../schemas', `${name}.schema.json`);
  // `strictTypes` would refuse a pattern beside a type that may be null.
  return new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(file, 'utf8')),
  );
}
