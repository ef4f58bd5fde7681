// How many exports run at once: each holds a segment in memory and a key in use for as long as its reader takes.

/** Admits exports. */
export interface ExportGate {
  /** @returns what ends it, or undefined where as many run already as may */
  enter(): (() => void) | undefined
}

/** Builds a gate for `most` at once. */
export function createExportGate(most: number): ExportGate {
  let running = 0
  return {
    enter: () => {
      if (running >= most) return undefined
      running += 1
      let isOver = false
      return () => {
        if (!isOver) running -= 1
        isOver = true
      }
    },
  }
}
