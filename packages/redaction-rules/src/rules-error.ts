// The one error of this package's rules. Its text is the code: a selector can hold a name, and an error is logged; and
// what each code means stands here, not in every page.

/** What is wrong with a rule set. */
export type RulesErrorCode =
  /** An object was expected. */
  | 'not_an_object'
  /** The entry has a field that is not known. */
  | 'unknown_field'
  /** A list was expected. */
  | 'not_a_list'
  /** A list takes 256 entries, one of words 4096. */
  | 'too_many_entries'
  /** An id is 1 to 64 of `a-z 0-9 . _ -`. */
  | 'bad_id'
  /** Ids are unique in the whole rule set. */
  | 'duplicate_id'
  /** A selector is CSS of at most 1024 characters. */
  | 'bad_selector'
  /** A version is 1 to 64 printable characters. */
  | 'bad_version'
  /** Not one of the openings. */
  | 'bad_opening'
  /** A word is one word in lower case. */
  | 'bad_word'
  /** Not one of the text attributes; of an event, a field or a tag: 1 to 64 of `A-Z a-z 0-9 _ . : -`, a letter first. */
  | 'bad_name'
  /** A kind is `count`, `boolean`, `duration`, or a list of texts of at most 64 characters. */
  | 'bad_kind'
  /** A path is like `/patients/:id`. */
  | 'bad_path'
  /** Keys, values and hashes of an address have at most 64 characters and no spaces. */
  | 'bad_value'
  /** A message is 1 to 1024 characters. */
  | 'bad_text'
  /** A pattern is 1 to 64 characters with one of `9`, `A`, `X`. */
  | 'bad_pattern'
  /** An origin is like `https://api.clinic.example`, without a path. */
  | 'bad_origin'
  /** A method is one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, QUERY. */
  | 'bad_method'
  /** A header is named in lower case, and is none that carries credentials. */
  | 'bad_header'
  /** A field is a JSON pointer like `/error/code`. */
  | 'bad_field'
  /** A static-text set is base64url of a version and sorted prefixes of SHA-256. */
  | 'bad_static_texts'
  /** Rules were given to a redactor that has no `rulingOf`. */
  | 'no_page'

/**
 * A rule set that cannot be used. `path` points at the entry (`allow[2].selector`); neither message nor
 * path repeats what was passed in.
 */
export class RulesError extends Error {
  override readonly name = 'RulesError'
  readonly code: RulesErrorCode
  readonly path: string

  constructor(code: RulesErrorCode, path: string) {
    super(`${path || 'rules'}: ${code.replaceAll('_', ' ')}`)
    this.code = code
    this.path = path
  }
}
