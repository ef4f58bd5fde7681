// The one error class of the command: what went wrong by code, and what the person at the terminal can do.

/** Why a command ended without success. */
export type CliErrorCode =
  | 'usage'
  | 'not_initialised'
  | 'already_initialised'
  | 'invalid_configuration'
  | 'unsafe_key_file'
  | 'port_in_use'
  | 'already_running'
  | 'not_found'
  | 'missing_part'
  | 'unreachable'
  | 'export_refused'
  | 'integrity'

const messages: Record<CliErrorCode, string> = {
  usage: 'the command line was not understood',
  not_initialised: 'there is no deployment in this data folder',
  already_initialised: 'this data folder already holds a deployment',
  invalid_configuration: 'the configuration is not usable',
  unsafe_key_file: 'a key file can be read by others',
  port_in_use: 'a port is already in use',
  already_running: 'this data folder is in use by another process',
  not_found: 'what was asked for does not exist',
  missing_part: 'a needed part is not there',
  unreachable: 'a service does not answer',
  export_refused: 'the viewer refused the export',
  integrity: 'the verification found a problem',
}

/**
 * A failure that the command explains. `message` is constant; `advice` is composed for the terminal of the
 * person who typed the command (it may repeat what they typed) and goes nowhere else.
 */
export class CliError extends Error {
  readonly code: CliErrorCode
  readonly advice: string

  constructor(code: CliErrorCode, advice: string, options?: { cause?: unknown }) {
    super(messages[code], options)
    this.name = 'CliError'
    this.code = code
    this.advice = advice
  }
}

/** The process's exit status for an error: 2 when the command line was wrong, otherwise 1. */
export function exitCodeOf(error: unknown): number {
  return error instanceof CliError && error.code === 'usage' ? 2 : 1
}
