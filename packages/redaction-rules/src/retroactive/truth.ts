// Three-valued logic: what a recording cannot tell is neither true nor false.

/** Whether something holds, as far as a redacted recording can tell. */
export type Truth = 'no' | 'maybe' | 'yes'

/** Not. */
export function not(truth: Truth): Truth {
  if (truth === 'maybe') return 'maybe'
  return truth === 'yes' ? 'no' : 'yes'
}

/** Whether all hold; `yes` of none. */
export function all<T>(items: Iterable<T>, holds: (item: T) => Truth): Truth {
  let result: Truth = 'yes'
  for (const item of items) {
    const truth = holds(item)
    if (truth === 'no') return 'no'
    if (truth === 'maybe') result = 'maybe'
  }
  return result
}

/** Whether any holds; `no` of none. */
export function any<T>(items: Iterable<T>, holds: (item: T) => Truth): Truth {
  let result: Truth = 'no'
  for (const item of items) {
    const truth = holds(item)
    if (truth === 'yes') return 'yes'
    if (truth === 'maybe') result = 'maybe'
  }
  return result
}
