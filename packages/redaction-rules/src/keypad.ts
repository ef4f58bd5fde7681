// On-screen keys: which were pressed shows neither by element nor by place (leak scenario PINPAD).

import { isButton } from './controls.ts'
import type { MirrorNode, NodeMirror } from './node-mirror.ts'

// One digit of any script, in a ring or a box or with a dot; what telephones print beside it says nothing more.
const digit = /^[^\p{L}\p{N}]{0,3}[\p{N}*#][^\p{L}\p{N}]*(?:abc|def|ghi|jkl|mno|pqrs|tuv|wxyz)?\s*$/iu
const letters = /^\s*(?:abc|def|ghi|jkl|mno|pqrs|tuv|wxyz|\+)?\s*$/i
const long = /(?:[\p{L}\p{N}][^\p{L}\p{N}]*){4}/u
// Most texts, told without the classes of Unicode, which take milliseconds to compile.
const word = /[a-z]{5}/i
const controls = /^(?:button|a|label|td|li|input)$/
// From a text to the control that it labels, or from where the pointer is to the key.
const maxWrappers = 8
const padSize = 9
// Three keys with digits are a pad; of controls that say nothing, three in a row are part of one.
const digitWeight = 3

function isControl({ owner }: MirrorNode): boolean {
  return owner !== undefined && (controls.test(owner.tag) || owner.role === 'button')
}

/** Takes note of a text below, or that labels, the element `parentId`: what is labelled with one digit is a key. */
export function noteLabel(mirror: NodeMirror, parentId: number, text: string): void {
  if (letters.test(text)) return
  mirror.keyRows = undefined
  const isWord = word.test(text)
  const isDigit = !isWord && digit.test(text)
  const isShort = !isWord && !long.test(text)
  let id = parentId
  for (let step = 0; step < maxWrappers; step++) {
    const node = mirror.get(id)
    if (node?.owner === undefined || node.owner.tag === 'body') return
    const { label } = node
    // What made it so has been told to all around it.
    if (label === 'words') return
    // A second digit makes a key of what is one, and a pad of what surrounds keys.
    const staysKey = label === 'digit' && (step === 0 || isControl(node))
    if (isDigit && (label === undefined || staysKey)) node.label = 'digit'
    else node.label = isShort ? 'short' : 'words'
    if (isControl(node)) return
    id = node.parent
  }
}

// Controls of a few letters or none: what their picture or their style shows is not known here.
function weightOf({ label, owner }: MirrorNode): number {
  if (label === 'digit') return digitWeight
  const isPlain =
    owner !== undefined &&
    label !== 'words' &&
    (/^(?:button|a)$/.test(owner.tag) || owner.role === 'button' || isButton(owner))
  return isPlain ? 1 : 0
}

function rowOf(mirror: NodeMirror, { parent }: MirrorNode): number {
  const cell = mirror.get(parent)
  return cell?.owner?.tag === 'td' ? cell.parent : parent
}

// By the element that keys lie in directly, or in a cell of: what they weigh.
function keyRows(mirror: NodeMirror): Map<number, number> {
  const rows = new Map<number, number>()
  for (const node of mirror.nodes()) {
    const weight = weightOf(node)
    if (weight === 0) continue
    const row = rowOf(mirror, node)
    rows.set(row, (rows.get(row) ?? 0) + weight)
  }
  return rows
}

function isPad(mirror: NodeMirror, id: number): boolean {
  mirror.keyRows ??= keyRows(mirror)
  let sum = mirror.keyRows.get(id) ?? 0
  for (const [row, weight] of mirror.keyRows) {
    if (weight >= digitWeight && mirror.get(row)?.parent === id) sum += weight
  }
  return sum >= padSize
}

/** Whether what the pointer does at this node would show a key: it is one, in one, or between keys. */
export function isKeypad(mirror: NodeMirror, id: number): boolean {
  return isPad(mirror, id) || isKey(mirror, id)
}

/** Whether this node is a key, or in one. */
export function isKey(mirror: NodeMirror, id: number): boolean {
  let at = id
  for (let step = 0; step < maxWrappers; step++) {
    const node = mirror.get(at)
    if (node === undefined) return false
    if (node.label === 'digit') return true
    if (weightOf(node) > 0) {
      const row = rowOf(mirror, node)
      return isPad(mirror, row) || isPad(mirror, mirror.get(row)?.parent ?? 0)
    }
    at = node.parent
  }
  return false
}
