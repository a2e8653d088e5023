import type { TreeEntry } from '../git/git-objects.js';

/** What a snapshot tells of one path. */
export type Sight =
  | { readonly kind: 'present'; readonly entry: TreeEntry }
  | { readonly kind: 'absent' }
  /** The snapshot does not reach there: outside its folder, too large, in a folder that snapshots leave out (case C25). */
  | { readonly kind: 'not_captured' }
  /** The snapshot's objects are gone. */
  | { readonly kind: 'lost' };
