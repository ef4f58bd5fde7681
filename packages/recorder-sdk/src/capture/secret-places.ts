// What only the page knows to be secret: text that it shows as dots, regions that its styles make editable, and fields beside
// a password, which may show it.

const maxLevels = 2

interface SecretStyle {
  readonly webkitTextSecurity?: string
  readonly webkitUserModify?: string
}

/** Creates what says of an element whether its text, or the value of a field, stays closed whatever rules open. */
export function createSecretPlaces(): (element: Element) => boolean {
  // Where a password was, also when its field has been replaced by another.
  const places = new WeakSet<Element>()
  const isPassword = (input: HTMLInputElement): boolean => input.type === 'password'

  // What passwords of this page hold or held: a second field that shows one, wherever it stands, holds the same.
  const passwords = new Set<string>()

  function isCopy(field: HTMLInputElement): boolean {
    for (const root of [field.ownerDocument, field.getRootNode() as Document]) {
      for (const { value } of root.querySelectorAll<HTMLInputElement>('input[type=password]'))
        passwords.add(value)
    }
    const { value } = field
    return value !== '' && [...passwords].some((known) => known.startsWith(value))
  }

  function placesOf(input: HTMLInputElement): Element[] {
    if (input.form instanceof Element) return [input.form]
    const found: Element[] = []
    let { parentElement } = input
    for (let level = 0; level < maxLevels && parentElement !== null; level += 1) {
      if (parentElement !== input.ownerDocument.body) found.push(parentElement)
      ;({ parentElement } = parentElement)
    }
    return found
  }

  function isBesidePassword(input: HTMLInputElement): boolean {
    const near = placesOf(input)
    const holds = near.some(
      (place) => places.has(place) || Array.from(place.getElementsByTagName('input')).some(isPassword),
    )
    if (holds) for (const place of near) places.add(place)
    return holds
  }

  return (element) => {
    // First, and of passwords too: their places are remembered.
    if (element.localName === 'input' && isBesidePassword(element as HTMLInputElement)) return true
    if (/^(?:input|textarea)$/.test(element.localName) && isCopy(element as HTMLInputElement)) return true
    const style = element.ownerDocument.defaultView?.getComputedStyle(element) as SecretStyle | undefined
    const { webkitTextSecurity = 'none', webkitUserModify = 'read-only' } = style ?? {}
    if (webkitTextSecurity !== 'none') return true
    // What markup makes editable the redactor knows; fields are editable anyway.
    return (
      webkitUserModify !== 'read-only' &&
      !/^(?:input|textarea)$/.test(element.localName) &&
      element.closest('[contenteditable]') === null
    )
  }
}
