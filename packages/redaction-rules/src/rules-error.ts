// The one error of this package. Messages are constant: a selector can hold a name, and an error is logged.

/** What is wrong with a rule set. */
export type RulesErrorCode =
  | 'not_an_object'
  | 'unknown_field'
  | 'not_a_list'
  | 'too_many_entries'
  | 'bad_id'
  | 'duplicate_id'
  | 'bad_selector'
  | 'bad_version'
  | 'bad_opening'
  | 'bad_word'
  | 'bad_name'
  | 'bad_path'
  | 'bad_value'
  | 'bad_text'
  | 'bad_pattern'
  | 'no_page'

const messages: Readonly<Record<RulesErrorCode, string>> = {
  not_an_object: 'write { mask: [{ id, selector }] }',
  unknown_field: 'this has a field that is not known',
  not_a_list: 'write a list',
  too_many_entries: 'a list takes 256 entries, one of words 4096',
  bad_id: 'write 1 to 64 of a-z 0-9 - . _',
  duplicate_id: 'rules need ids of their own',
  bad_selector: 'write a CSS selector of at most 1024 characters',
  bad_version: 'write 1 to 64 printable characters',
  bad_opening: "write an opening such as 'text' or 'titles'",
  bad_word: 'write one word in lower case',
  bad_name: "write a text attribute such as 'title' or 'aria-label'",
  bad_path: "write a path such as '/patients/:id'",
  bad_value: 'write at most 64 characters without spaces',
  bad_text: 'write a text of at most 1024 characters',
  bad_pattern: 'write a shape of 9, A and X such as MRN-99999999',
  no_page: 'rules need rulingOf',
}

/**
 * A rule set that cannot be used. `path` points at the entry (`allow[2].selector`); neither message nor
 * path repeats what was passed in.
 */
export class RulesError extends Error {
  override readonly name = 'RulesError'
  readonly code: RulesErrorCode
  readonly path: string

  constructor(code: RulesErrorCode, path: string) {
    super(`${path === '' ? 'rules' : path}: ${messages[code]}`)
    this.code = code
    this.path = path
  }
}
