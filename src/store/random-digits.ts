/**
 * So many hexadecimal digits that no other process comes to, for names: nobody must be kept from guessing them. Node's `crypto` would take 3 ms
 * to load.
 */
export function randomDigits(length: number): string {
  return Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('');
}
