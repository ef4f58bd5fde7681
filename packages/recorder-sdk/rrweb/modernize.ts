// rrweb is published for browsers older than ours: what was lowered for them is raised again, and names of numbers are the
// numbers.
import { type Edit, inOrder, swap, swapAll } from './edit-text.ts'

const enumeration = /^var (\w+) = \/\* @__PURE__ \*\/ \(\(\w+\) => \{\n([^}]*)\n\}\)\(\w+ \|\| \{\}\);\n/gm

const inlineNumbers: Edit = (code) => {
  const numbers = new Map<string, string>()
  const left = code.replace(enumeration, (_all, name: string, members: string) => {
    for (const [, member, value] of members.matchAll(/\["(\w+)"\] = (\d+)/g)) {
      numbers.set(`${name}.${member}`, value ?? '')
    }
    return ''
  })
  const named = left.replace(/\b[A-Z]\w+\.[A-Z]\w+\b/g, (text) => numbers.get(text) ?? text)
  const rest = /\b(?:EventType|IncrementalSource|MouseInteractions|PointerTypes|NodeType)\b/.exec(named)
  if (numbers.size === 0 || rest !== null)
    throw new Error('rrweb uses its numbers in another way: adapt the rules')
  return named
}

// There is one mirror of nodes: what is handed from function to function is that.
const oneMirror: Edit = inOrder(
  swap('    this.mirror = options.mirror;\n', ''),
  swap('    mirror: mirror2 = new Mirror(),\n', ''),
  swapAll(/^ +mirror(?:: (?:this\.)?mirror2?)?,?\n/gm, ''),
  swapAll(/\bmirror: mirror2, /g, ''),
  swapAll(/, mirror: mirror2\b/g, ''),
  swapAll(/, (?:this\.)?mirror2?\)/g, ')'),
  swapAll(/\b(?:this\.mirror|mirror2)\b/g, 'mirror'),
)

/** rrweb for browsers of today. */
export const modernize: Edit = inOrder(
  inlineNumbers,
  oneMirror,
  swapAll(/^ +__publicField\(this, "\w+"\);\n/gm, ''),
  swapAll(/__publicField\(this, "(\w+)", /g, 'this.$1 = ('),
  swapAll(/\((_\w+) = ([^=()]+(?:\([^()]*\))?[^=()]*)\) == null \? void 0 : \1\b/g, '$2?'),
  swap('?[accessor]', '?.[accessor]'),
  swapAll(/\b([\w.]+) == null \? void 0 : \1\b/g, '$1?'),
  swap('n.DOCUMENT_NODE:', '9:'),
  swap('n.DOCUMENT_TYPE_NODE:', '10:'),
  swap('n.ELEMENT_NODE:', '1:'),
  swap('n.TEXT_NODE:', '3:'),
  swap('n.CDATA_SECTION_NODE:', '4:'),
  swap('n.COMMENT_NODE:', '8:'),
  // Not told from any other by what takes them.
  swap('typeof serializedNode.attributes.rel === "string" && ', ''),
  swap(' && typeof serializedNode.attributes._cssText === "string"', ''),
)
