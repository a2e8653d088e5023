// Gathers the licences of the packages whose code is bundled into `dist`, from what esbuild says that it put in.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** The licence of packages that have no file of it: its text with the names that their package.json tells. */
const KNOWN = {
  'BSD-3-Clause': (holder) => `Copyright (c) ${holder}

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are
met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the
   documentation and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products derived from this
   software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT
LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT
HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT
LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY
THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF
THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`,
};

/**
 * @param metafiles of all builds.
 * @returns one text: each package with its version and licence, texts that several share once.
 * @throws where a package that is bundled tells no licence.
 */
export async function thirdPartyNotices(metafiles) {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = bytesInOutput > 0 ? PACKAGE.exec(file)?.[0] : undefined;
        if (folder !== undefined) folders.add(folder);
      }
    }
  }
  const packages = await Promise.all([...folders].map(licenceOf));
  packages.sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Map();
  for (const { name, text } of packages) names.set(text, [...new Set([...(names.get(text) ?? []), name])]);
  return [
    'The files of this folder hold code of these packages, each under its own licence:\n',
    `${[...new Set(packages.map(({ name }) => `  ${name}`))].join('\n')}\n`,
    ...[...names].map(([text, of]) => `${'-'.repeat(80)}\n${of.join(', ')}\n\n${text}\n`),
  ].join('\n');
}

async function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const holder = typeof author === 'string' ? author : (author?.name ?? `the authors of ${name}`);
  const text = texts.join('\n').replaceAll('\r\n', '\n').trim() || KNOWN[license]?.(holder);
  if (text === undefined) throw new Error(`${name} ${version} (${license}) tells no text of its licence`);
  return { name: `${name} ${version} (${license})`, text };
}
