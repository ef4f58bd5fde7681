// The one error of this package. Callers switch on the code; a message never repeats what was read.

/** What went wrong. */
export type BuildErrorCode =
  /** The source is not of the language its file name says. */
  | 'unreadable_source'
  /** A `.vue` file, and the app has no `vue` whose compiler could read it. */
  | 'vue_missing'
  /** A message catalogue is not JSON of the form of i18next or FormatJS. */
  | 'bad_catalogue'
  /** The manifest file is not of version 1's form. */
  | 'bad_manifest'
  /** The manifest file cannot be read or written. */
  | 'manifest_unavailable'
  /** An option of the plugin that is not one of those documented. */
  | 'bad_option'

/** `file` names the file relative to the app's root, where one is at fault; the message holds nothing of its content. */
export class BuildError extends Error {
  override readonly name = 'BuildError'
  readonly code: BuildErrorCode
  readonly file: string | undefined

  constructor(code: BuildErrorCode, message: string, details: { file?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.file = details.file
  }
}
