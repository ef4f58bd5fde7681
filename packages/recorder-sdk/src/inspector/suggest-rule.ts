// A selector that a person would write for an element, and the rule around it, to copy into the rule set.

const maxParts = 3
// Names that a build made (`css-1x9kq2`, `Button_root__a8Fz`, `:r3:`) change with the next build; numbers are records.
const generated = /\d{2}|__|^css-|^sc-|[^\w-]/

function stableClass(element: Element): string | undefined {
  return [...element.classList].find((name) => !generated.test(name) && name.length > 2)
}

function ownSelector(element: Element): string {
  const tag = element.tagName.toLowerCase()
  const testId = element.getAttribute('data-testid')
  if (testId !== null && !generated.test(testId)) return `[data-testid="${testId}"]`
  if (element.id !== '' && !generated.test(element.id)) return `#${CSS.escape(element.id)}`
  const name = stableClass(element)
  if (name !== undefined) return `${tag}.${CSS.escape(name)}`
  const role = element.getAttribute('role')
  return role === null || generated.test(role) ? tag : `${tag}[role="${role}"]`
}

/** A selector for an element: its own stable name, or a short path of names from the nearest ancestor that has one. */
export function suggestSelector(element: Element): string {
  const parts: string[] = []
  for (let at: Element | null = element; at !== null && parts.length < maxParts; at = at.parentElement) {
    if (at.tagName === 'BODY') break
    const part = ownSelector(at)
    parts.unshift(part)
    if (/^[#[]|\./.test(part)) break
  }
  return parts.join(' > ')
}

/** A rule for an element as it stands in a rule set, as JSON. */
export function suggestRule(element: Element): string {
  const selector = suggestSelector(element)
  const id = selector
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
  return JSON.stringify({ id: id === '' ? 'rule' : id, selector })
}
