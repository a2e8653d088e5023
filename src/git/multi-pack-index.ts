import { AiBlameError } from '../errors.js';
import { isOutOfRange } from './error-code.js';
import { FileWindows } from './file-windows.js';
import type { Oid } from './git-objects.js';
import { type HashName, oidBytes } from './oid.js';
import { IdTable, OffsetTable, type PackIndex } from './pack-index.js';

/**
 * Reads `objects/pack/multi-pack-index` (git's `gitformat-pack`). Needed only for a pack without an `.idx` file.
 * @returns an index for each pack that it names, by the pack's name without its ending.
 * @throws AiBlameError OBJECT_CORRUPT when it is damaged.
 */
export function readMultiPackIndex(file: string, hash: HashName): Map<string, PackIndex> {
  const windows = new FileWindows(file);
  try {
    return parse(windows, oidBytes(hash));
  } catch (error) {
    if (isOutOfRange(error)) {
      throw new AiBlameError('OBJECT_CORRUPT', `${file} is damaged`, { cause: error });
    }
    throw error;
  }
}

/** Longer names no file system has. */
const MAX_NAME_BYTES = 4096;

function parse(file: FileWindows, idLength: number): Map<string, PackIndex> {
  const head = file.bytes(0, 12);
  if (head.toString('latin1', 0, 4) !== 'MIDX' || head[5] !== (idLength === 20 ? 1 : 2)) {
    throw new RangeError('not a multi-pack-index of this kind of ids');
  }
  const chunks = new Map<string, number>();
  const chunkCount = head[6] ?? 0;
  for (let i = 0; i < chunkCount; i++) {
    const entry = file.bytes(12 + i * 12, 12);
    chunks.set(entry.toString('latin1', 0, 4), Number(entry.readBigUInt64BE(4)));
  }
  const chunk = (name: string): number => {
    const at = chunks.get(name);
    if (at === undefined) {
      throw new RangeError(`the chunk ${name} is missing`);
    }
    return at;
  };
  const table = new IdTable(file, chunk('OIDF'), chunk('OIDL'), idLength, idLength);
  // Each record: 32 bits of pack number, 32 bits of offset.
  const packs = chunk('OOFF');
  const offsets = new OffsetTable(file, packs + 4, 8, chunks.get('LOFF') ?? file.size);
  const indexes = new Map<string, PackIndex>();
  let at = chunk('PNAM');
  const packCount = head.readUInt32BE(8);
  for (let number = 0; number < packCount; number++) {
    const name = file.bytes(at, MAX_NAME_BYTES);
    const end = name.indexOf(0);
    if (end < 0) {
      throw new RangeError('the names of packs are cut off');
    }
    indexes.set(name.toString('utf8', 0, end).replace(/\.(idx|pack)$/, ''), {
      count: number === 0 ? table.count : 0,
      find(id: Buffer): number {
        const place = table.find(id);
        return place < 0 || file.uint32(packs + place * 8) !== number ? -1 : offsets.at(place);
      },
      expand(prefix: string, limit: number): Oid[] {
        return table.expand(prefix, limit);
      },
    });
    at += end + 1;
  }
  return indexes;
}
