import { expect, test } from '@jest/globals';
import { dateTime, localZone, zoneOffset } from '../../src/render/dates.js';

test.each([
  ['2026-03-04T05:06:59.999Z', 0, '2026-03-04 05:06'],
  ['2026-03-04T23:30:00Z', 60, '2026-03-05 00:30'],
  ['2026-01-01T00:10:00Z', -210, '2025-12-31 20:40'],
  [null, 0, ''],
  ['nonsense', 0, ''],
])('%s, %i minutes east, is %j', (time, minutes, shown) => {
  expect(dateTime(time, () => minutes)).toBe(shown);
});

test.each([
  [0, '+0000'],
  [90, '+0130'],
  [-210, '-0330'],
  [765, '+1245'],
])('%i minutes east are written %s', (minutes, written) => {
  expect(zoneOffset(0, () => minutes)).toBe(written);
});

test('the zone of the process is UTC here, as the tests fix it', () => {
  expect(zoneOffset(Date.UTC(2026, 6, 1), localZone)).toBe('+0000');
});
