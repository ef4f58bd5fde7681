// Files that somebody chose or dropped, sorted into anchors and batches by where they lie. Only their names are read here.
import type { FileSource } from '@reseal/verifier'

/** A file, and the path that it has below what was chosen. */
export interface FoundFile {
  readonly path: string
  readonly file: File
}

/** Anchors and batches among the files. */
export interface EvidenceFiles {
  readonly anchors: FileSource
  readonly objects: FileSource
  readonly counts: {
    readonly checkpoints: number
    readonly tiles: number
    readonly batches: number
    readonly batchBytes: number
  }
}

const anchorPattern = /(?:^|\/)((?:audit|recordings)\/(?:checkpoint|tile|tail)\/.+)$/
const batchPattern = /(?:^|\/)(batches\/.+)$/

/** Sorts them; of two files under one key the first counts. */
export function sortEvidence(files: readonly FoundFile[]): EvidenceFiles {
  const anchors = new Map<string, File>()
  const objects = new Map<string, File>()
  const counts = { checkpoints: 0, tiles: 0, batches: 0, batchBytes: 0 }
  for (const { path, file } of files) {
    const anchorKey = anchorPattern.exec(path)?.[1]
    const batchKey = batchPattern.exec(path)?.[1]
    if (anchorKey !== undefined && !anchors.has(anchorKey)) {
      anchors.set(anchorKey, file)
      if (anchorKey.includes('/checkpoint/')) counts.checkpoints += 1
      else counts.tiles += 1
    } else if (batchKey !== undefined && !objects.has(batchKey)) {
      objects.set(batchKey, file)
      counts.batches += 1
      counts.batchBytes += file.size
    }
  }
  return { anchors: toSource(anchors), objects: toSource(objects), counts }
}

function toSource(files: ReadonlyMap<string, File>): FileSource {
  const keys = [...files.keys()].sort()
  return {
    get: async (key) => {
      const file = files.get(key)
      return file && new Uint8Array(await file.arrayBuffer())
    },
    async *list(prefix, startAfter = '') {
      for (let at = firstAfter(keys, prefix, startAfter); at < keys.length; at += 1) {
        const key = keys[at] ?? ''
        if (!key.startsWith(prefix)) return
        yield { key, sizeBytes: files.get(key)?.size ?? 0 }
      }
    },
  }
}

function firstAfter(keys: readonly string[], prefix: string, startAfter: string): number {
  let low = 0
  for (let high = keys.length; low < high; ) {
    const middle = (low + high) >>> 1
    const key = keys[middle] ?? ''
    if (key < prefix || key <= startAfter) low = middle + 1
    else high = middle
  }
  return low
}

/** The files of a file input; a folder's have their path in it. */
export function filesOfInput({ files }: HTMLInputElement): FoundFile[] {
  return Array.from(files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/** Dropped files and everything in dropped folders. */
export async function filesOfDrop({ items }: DataTransfer): Promise<FoundFile[]> {
  // Entries are only there while the drop is being handled.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const found: FoundFile[] = []
  for (const entry of entries) await addEntry(entry, found)
  return found
}

async function addEntry(entry: FileSystemEntry, found: FoundFile[]): Promise<void> {
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    found.push({ path: entry.fullPath, file })
  } else if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader()
    for (;;) {
      // A reader gives some hundred entries at a time, and none at the end.
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      )
      if (some.length === 0) return
      for (const inner of some) await addEntry(inner, found)
    }
  }
}
