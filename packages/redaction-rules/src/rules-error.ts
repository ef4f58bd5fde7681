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
  not_an_object: 'expected an object here; write { mask: [{ id, selector }] }',
  unknown_field: 'unknown field here; known are version, allow, mask, block and, in a rule, id and selector',
  not_a_list: 'expected a list of rules here; write [{ id, selector }]',
  too_many_rules: 'too many rules; merge selectors with commas',
  bad_id: 'a rule needs an id of 1 to 64 characters out of a-z, 0-9, "-", "." and "_"',
  duplicate_id: 'two rules share this id; ids name rules in the player and must be unique',
  bad_selector: 'a rule needs a selector that the browser parses, of 1 to 1024 characters',
  bad_version: 'version is text of 1 to 64 printable characters',
  no_page: 'rules need a page to match in; pass levelOf, or a rule set without rules',
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
