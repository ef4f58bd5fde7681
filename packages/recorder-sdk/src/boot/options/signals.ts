// The options that say what is recorded beside the DOM: `console`, `signals`, `release`, `environment`.
import { type ConsoleLevel, consoleLevels } from '../../capture/track-console.ts'
import { RecorderError } from '../../recorder-error.ts'

const isLevel = (value: unknown): value is ConsoleLevel => consoleLevels.some((level) => level === value)

/** @throws RecorderError `bad_option` */
export function parseConsole(value: unknown): readonly ConsoleLevel[] {
  if (value === undefined) return consoleLevels
  if (value === false) return []
  if (Array.isArray(value) && value.every(isLevel)) return value
  throw new RecorderError('bad_option', { where: 'console' })
}

/** @throws RecorderError `bad_option` */
export function parseLabel(value: unknown, where: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && /^[\w.+:@/-]{1,64}$/.test(value))) return value
  throw new RecorderError('bad_option', { where })
}
