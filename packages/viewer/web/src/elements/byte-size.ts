// Sizes as people read them, in decimal units.

/** `840 B`, `12.4 kB`, `3.1 MB`. */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`
  const units = ['kB', 'MB', 'GB', 'TB'] as const
  let value = sizeBytes
  let unit = -1
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit] ?? 'TB'}`
}
