// Makes elements without ever parsing markup: what a finding says is text, whatever it holds.

/** What an element holds. */
export type Child = Node | string | undefined | readonly Child[]

/** An element with a class and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  append(made, children)
  return made
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (typeof child === 'string' || child instanceof Node)
      parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child)
    else if (child) append(parent, child)
  }
}

/**
 * The page's own element of an id.
 * @throws TypeError when the page has none of that kind
 */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new TypeError('the page lacks an element')
  return found
}
