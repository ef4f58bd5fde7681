// Memory of a process and everything it started, PostgreSQL's processes included, from /proc (Linux).
import { readdir, readFile } from 'node:fs/promises'

/** Sums over processes, bytes. */
export interface TreeMemory {
  /** Each process's resident pages, shared ones counted once a process. */
  readonly rss: number
  /** Shared pages divided among those who share them. */
  readonly pss: number
  readonly processCount: number
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

async function listProcesses(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
        return { pid: Number(pid), parent, command }
      } catch {
        // It ended meanwhile.
        return undefined
      }
    }),
  )
  return found.filter((process) => process !== undefined)
}

async function memoryOf(pid: number): Promise<{ rss: number; pss: number }> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const kibibytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
  return { rss: kibibytes('Rss') * 1024, pss: kibibytes('Pss') * 1024 }
}

/**
 * Memory of `root` and its descendants, and of those whose command line names `folder`: the database server is
 * started detached and is nobody's child.
 */
export async function measureTreeMemory(root: number, folder: string): Promise<TreeMemory> {
  const processes = await listProcesses()
  const chosen = new Set(
    processes.filter(({ pid, command }) => pid === root || command.includes(folder)).map(({ pid }) => pid),
  )
  for (let before = -1; before < chosen.size; ) {
    before = chosen.size
    for (const { pid, parent } of processes) if (chosen.has(parent)) chosen.add(pid)
  }
  const parts = await Promise.all([...chosen].map(memoryOf))
  return {
    rss: parts.reduce((sum, { rss }) => sum + rss, 0),
    pss: parts.reduce((sum, { pss }) => sum + pss, 0),
    processCount: chosen.size,
  }
}
