// Sizes as people write them.
import { CliError } from '../cli-error.ts'

const units: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/**
 * Bytes of a text such as `500 MiB` or `50GiB`; a bare number counts bytes.
 * @throws CliError 'usage' naming the option
 */
export function parseSize(option: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,15}) ?([KMGT]iB)?$/.exec(text) ?? []
  const bytes = Number(digits) * (units[unit] ?? Number.NaN)
  if (digits !== '' && bytes > 0 && Number.isSafeInteger(bytes)) return bytes
  throw new CliError('usage', `--${option} "${text}" is no size; write bytes, or such as 50GiB.`)
}

/** Bytes in the largest unit of which there is at least one. */
export function formatSize(bytes: number): string {
  const [unit, size] = Object.entries(units)
    .toReversed()
    .find(([, each]) => bytes >= each) ?? ['', 1]
  return unit === '' ? `${bytes} bytes` : `${Math.round((10 * bytes) / size) / 10} ${unit}`
}
