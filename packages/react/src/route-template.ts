// Route templates as routers write them, made into the one form of a rule set's `urls`: `/patients/:id`.

/** Who is told which template is shown: a recorder. */
export interface RouteReporter {
  route(template: string): void
}

/** A template split at its slashes; empty parts are gone. */
export function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '')
}

/** The path of these parts. */
export function pathOf(parts: readonly string[]): string {
  return `/${parts.join('/')}`
}

/** A base path in front of a template; both with or without slashes at their ends. */
export function withBase(base: string | undefined, template: string): string {
  return pathOf([...partsOf(base ?? ''), ...partsOf(template)])
}

// Each optional part doubles what a template stands for.
const maxOptionalParts = 5

/** All templates without optional parts (`:page?`, `edit?`) that one stands for, the longest first. */
export function expandOptional(template: string): readonly string[] {
  let expanded: readonly (readonly string[])[] = [[]]
  let optionalCount = 0
  for (const part of partsOf(template)) {
    const isOptional = part.endsWith('?')
    const name = isOptional ? part.slice(0, -1) : part
    const withPart = expanded.map((parts) => [...parts, name])
    if (isOptional) optionalCount += 1
    expanded = isOptional && optionalCount <= maxOptionalParts ? [...withPart, ...expanded] : withPart
  }
  return [...new Set(expanded.map(pathOf))].toSorted((a, b) => partsOf(b).length - partsOf(a).length)
}

const isParameter = (part: string): boolean => part.startsWith(':')

/** Whether a template without optional parts can stand for a path. */
function fits(template: string, path: readonly string[]): boolean {
  const parts = partsOf(template)
  return (
    parts.length === path.length &&
    // Routers compare without regard to case unless they are told otherwise.
    parts.every((part, at) => isParameter(part) || part.toLowerCase() === path[at]?.toLowerCase())
  )
}

/** The template with those of its optional parts that the path has. */
export function withoutOptional(template: string, path: string): string {
  if (!template.includes('?')) return template
  const given = partsOf(path)
  return expandOptional(template).find((candidate) => fits(candidate, given)) ?? template
}
