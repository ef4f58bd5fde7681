// Edits of a module's text. Each says what it expects to find and fails when it is not there.

/** Changes a text. */
export type Edit = (code: string) => string

function fail(what: string): never {
  throw new Error(`rrweb has no "${what.trim().slice(0, 80)}" any more: adapt the rules that trim it`)
}

/** Replaces all that is equal to `old`. */
export const swap =
  (old: string, next: string): Edit =>
  (code) =>
    code.includes(old) ? code.replaceAll(old, () => next) : fail(old)

/** Replaces all that matches; `pattern` is global. */
export const swapAll =
  (pattern: RegExp, next: string): Edit =>
  (code) => {
    const edited = code.replace(pattern, next)
    return edited === code ? fail(pattern.source) : edited
  }

/** Replaces from `start` through the next `end`; what is put there in place of both. */
export const cut =
  (start: string, end: string, next = ''): Edit =>
  (code) => {
    const from = code.indexOf(start)
    const to = code.indexOf(end, from + start.length)
    return from < 0 || to < 0 ? fail(start) : code.slice(0, from) + next + code.slice(to + end.length)
  }

/** Gives a top-level function another body. */
export const body = (name: string, parameters: string, text: string): Edit =>
  cut(`\nfunction ${name}(`, '\n}\n', `\nfunction ${name}(${parameters}) {${text}}\n`)

/** All edits, in order. */
export const inOrder =
  (...edits: readonly Edit[]): Edit =>
  (code) =>
    edits.reduce((text, edit) => edit(text), code)
