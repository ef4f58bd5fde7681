// On-screen keys: which digits were pressed shows neither by element nor by place (leak scenario PINPAD).

import type { NodeMirror } from './node-mirror.ts'

const digit = /^\s*[\d*#]\s*$/
// What telephones print below a digit says nothing more.
const letters = /^\s*(?:abc|def|ghi|jkl|mno|pqrs|tuv|wxyz|\+)?\s*$/i
const controls: ReadonlySet<string> = new Set(['button', 'a', 'label', 'td', 'li'])
// From a text to the control that it labels, and from a key to its pad.
const maxWrappers = 3
const padLevels = 2
const minKeys = 3

function countKey(mirror: NodeMirror, parent: number, by: number): void {
  let id = parent
  for (let level = 0; level < padLevels; level++) {
    const node = mirror.get(id)
    if (node?.owner === undefined || node.owner.tag === 'body') return
    node.keyCount = (node.keyCount ?? 0) + by
    id = node.parent
  }
}

/** Takes note of a text below the element `parentId`: what is labelled with one digit is a key. */
export function noteLabel(mirror: NodeMirror, parentId: number, text: string): void {
  if (letters.test(text)) return
  const isDigit = digit.test(text)
  let id = parentId
  for (let step = 0; step < maxWrappers; step++) {
    const node = mirror.get(id)
    if (node?.owner === undefined || node.owner.tag === 'body') return
    const isControl = controls.has(node.owner.tag) || node.owner.role === 'button'
    const previous = node.label
    // A second digit makes a key of what is one, and a pad of what surrounds keys.
    const staysKey = previous === 'digit' && (step === 0 || isControl)
    const label = isDigit && (previous === undefined || staysKey) ? 'digit' : 'words'
    node.label = label
    if (label !== previous && (label === 'digit' || previous === 'digit')) {
      countKey(mirror, node.parent, label === 'digit' ? 1 : -1)
    }
    if (isControl) return
    id = node.parent
  }
}

/** Whether what the pointer does at this node would show a digit: it is a key, in one, or between keys. */
export function isKeypad(mirror: NodeMirror, id: number): boolean {
  let at = id
  for (let step = 0; step < maxWrappers; step++) {
    const node = mirror.get(at)
    if (node === undefined) return false
    if (node.label === 'digit' || (step === 0 && (node.keyCount ?? 0) >= minKeys)) return true
    at = node.parent
  }
  return false
}
