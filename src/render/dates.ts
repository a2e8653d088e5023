/** Minutes east of Greenwich at an instant (milliseconds since 1970). */
export type Zone = (instant: number) => number;

/** The zone of the process: `TZ`, else the machine's. */
export const localZone: Zone = (instant) => -new Date(instant).getTimezoneOffset();

/** `2026-03-04 05:06` in `zone`; empty where the time is not known. `Intl` would cost as much as the rest of the start-up. */
export function dateTime(time: string | null, zone: Zone): string {
  const instant = time === null ? Number.NaN : Date.parse(time);
  if (Number.isNaN(instant)) {
    return '';
  }
  const local = new Date(instant + zone(instant) * 60_000);
  return Number.isNaN(local.getTime()) ? '' : local.toISOString().slice(0, -8).replace('T', ' ');
}

/** As git writes a zone: `+0200`. */
export function zoneOffset(instant: number, zone: Zone): string {
  const minutes = zone(instant);
  const digits = (part: number): string => String(Math.floor(part)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${digits(Math.abs(minutes) / 60)}${digits(Math.abs(minutes) % 60)}`;
}
