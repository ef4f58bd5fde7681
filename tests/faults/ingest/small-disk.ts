// A file system of a few megabytes that can be filled to its last byte. Only root may make one.
import { execFile } from 'node:child_process'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A mounted file system. */
export interface SmallDisk {
  /** Leaves no byte free. */
  fill(): Promise<void>
  /** Gives back what `fill` took. */
  free(): Promise<void>
  unmount(): Promise<void>
}

/** Mounts one at a folder; undefined where this process may not. */
export async function mountSmallDisk(folder: string, sizeMiB: number): Promise<SmallDisk | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  await mkdir(folder, { recursive: true })
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=0755`, 'reseal-faults', folder])
  } catch {
    return undefined
  }
  const filler = join(folder, '.filler')
  return {
    async fill() {
      const file = await open(filler, 'a', 0o600)
      try {
        for (let size = 1 << 20; size >= 512; ) {
          const written = await file.write(Buffer.alloc(size, 1)).catch(() => ({ bytesWritten: 0 }))
          if (written.bytesWritten < size) size >>= 1
        }
      } finally {
        await file.close()
      }
    },
    free: () => rm(filler, { force: true }),
    async unmount() {
      await run('umount', ['-l', folder])
    },
  }
}
