// The error of a manifest that cannot be used: a code and a place, never what stands there (house rule: errors carry no input).

/** What is wrong with a manifest. */
export type ManifestErrorCode =
  /** The file is not JSON. */
  | 'not_json'
  /** The file holds the marks of a merge that was not finished. */
  | 'merge_conflict'
  /** An object was expected. */
  | 'not_an_object'
  /** There is a field that is not known. */
  | 'unknown_field'
  /** The version is not 1: another release of the build wrote the file. */
  | 'bad_version'
  /** A list was expected. */
  | 'not_a_list'
  /** A text is not in the form in which the build writes it: NFC, single spaces, trimmed, 1 to 512 characters. */
  | 'bad_text'
  /** The text has an entry already. */
  | 'duplicate_text'
  /** A decision is `pending`, `allow` or `deny`. */
  | 'bad_decision'
  /** A reason is 1 to 64 printable characters. */
  | 'bad_withheld'
  /** `from` lists paths or names of packages. */
  | 'bad_from'

/** A manifest that cannot be used. `place` is like `texts[3].decision`, or `line 12` when the file is not JSON. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
  readonly code: ManifestErrorCode
  readonly place: string

  constructor(code: ManifestErrorCode, place: string) {
    super(`${place}: ${code.replaceAll('_', ' ')}`)
    this.code = code
    this.place = place
  }
}
