// Which of the page's addresses are recorded: templates of paths, from `init` only.

/** Templates of paths, as `init` takes them: `/patients/:id`; `*` as the last part stands for whatever follows. */
export interface RouteRules {
  /** Only these are recorded; all when left out. */
  readonly only?: readonly string[] | undefined
  /** These are not, whatever `only` says. */
  readonly except?: readonly string[] | undefined
}

const template = /^(?=\/)(?:\/(?::\w+|[^\s?#/:*]+))*(?:\/\*?)?$/

/** Whether this is a template of a path. */
export function isRouteTemplate(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 512 && template.test(value)
}

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '')

function isMatch(wanted: readonly string[], given: readonly string[]): boolean {
  const isOpen = wanted.at(-1) === '*'
  const fixed = isOpen ? wanted.slice(0, -1) : wanted
  if (isOpen ? given.length < fixed.length : given.length !== fixed.length) return false
  return fixed.every((part, index) => part.startsWith(':') || part === given[index])
}

// A server may take `/Patients//1` for `/patients/1`: what is left out is left out in every spelling.
const folded = (path: string): string => path.toLowerCase()

/** Whether pages at `pathname` are recorded. A path that does not decode is not, where there are rules. */
export function isRecordedRoute({ only, except }: RouteRules, pathname: string): boolean {
  try {
    const path = partsOf(pathname).map(decodeURIComponent)
    const loose = path.map(folded)
    if (except?.some((one) => isMatch(partsOf(folded(one)), loose))) return false
    return only === undefined || only.some((one) => isMatch(partsOf(one), path))
  } catch {
    return only === undefined && except === undefined
  }
}
