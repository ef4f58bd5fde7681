// The one error of this package. Messages are constant: a selector can hold a name, and an error is logged.

/** What is wrong with a rule set. */
export type RulesErrorCode =
  | 'not_an_object'
  | 'unknown_field'
  | 'not_a_list'
  | 'too_many_rules'
  | 'bad_id'
  | 'duplicate_id'
  | 'bad_selector'
  | 'bad_version'
  | 'no_page'

const messages: Readonly<Record<RulesErrorCode, string>> = {
  not_an_object: 'write { mask: [{ id, selector }] }',
  unknown_field: 'known fields are version, allow, mask, block; in a rule id, selector',
  not_a_list: 'write a list: [{ id, selector }]',
  too_many_rules: 'merge selectors with commas, 256 rules are the most',
  bad_id: 'write 1 to 64 of a-z 0-9 - . _',
  duplicate_id: 'rules need ids of their own',
  bad_selector: 'write a CSS selector of at most 1024 characters',
  bad_version: 'write 1 to 64 printable characters',
  no_page: 'rules need levelOf',
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
