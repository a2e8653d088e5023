import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

type Triple = readonly [number, number, number];

/** How people without one kind of cone see linear RGB: Machado, Oliveira, Fernandes 2009, severity 1. */
const SEEN: Readonly<Record<string, readonly Triple[]>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const css = readFileSync(join(import.meta.dirname, '../../src/viewer/viewer.css'), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

function linear(name: string, theme: string): Triple {
  const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(theme)?.[1];
  if (hex === undefined) throw new Error(`No colour ${name}`);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

function times(rows: readonly Triple[], [x, y, z]: Triple): Triple {
  const [r = 0, g = 0, b = 0] = rows.map(([p, q, s]) => p * x + q * y + s * z);
  return [r, g, b];
}

/** Oklab (Ottosson 2020). */
function oklab(rgb: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  );
  const [l, m, s] = cones.map(Math.cbrt) as [number, number, number];
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l, m, s],
  );
}

/** WCAG 2.2, relative luminance. */
const luminance = (rgb: Triple): number => 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];

const NAMES = Array.from({ length: 8 }, (_, at) => `a${at}`);
/** What can just be told apart side by side is 0.02. */
const FAR = 0.1;

describe.each([
  ['light', light],
  ['dark', dark],
])('the accents of models, %s', (_, theme) => {
  test.each(Object.keys(SEEN))('are told apart with %s', (kind) => {
    const seen = NAMES.map((name) => {
      const [r, g, b] = times(SEEN[kind] as readonly Triple[], linear(name, theme));
      const within = (part: number): number => Math.min(1, Math.max(0, part));
      return oklab([within(r), within(g), within(b)]);
    });
    const alike = seen.flatMap((one, at) =>
      seen.slice(at + 1).flatMap((other, more) => {
        const distance = Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
        return distance < FAR ? [`${NAMES[at]} ${NAMES[at + 1 + more]}`] : [];
      }),
    );
    expect(alike).toEqual([]);
  });

  test('stand out from all that they stand on, 3:1 or more', () => {
    const weak = ['page', 'raised', 'sunken', 'chosen', 'added', 'removed'].flatMap((ground) =>
      NAMES.filter((name) => {
        const [a, b] = [luminance(linear(name, theme)), luminance(linear(ground, theme))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3;
      }).map((name) => `${name} on ${ground}`),
    );
    expect(weak).toEqual([]);
  });
});
