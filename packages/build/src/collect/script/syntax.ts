// Questions about JavaScript's syntax tree that have nothing to do with templates.
import { type Node, type Statement, visitorKeys } from 'oxc-parser'

/** A string that is complete in the source: in quotes, or a template literal without holes. */
export function stringOf(node: Node): string | undefined {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? node.value : undefined
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return stringOf(node.expression)
    default:
      return undefined
  }
}

/** Whether a branch ends the function it stands in. */
export function leaves(statement: Statement): boolean {
  if (statement.type === 'BlockStatement') {
    const last = statement.body.at(-1)
    return last !== undefined && leaves(last)
  }
  return statement.type === 'ReturnStatement'
}

/** What a node holds, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const fields = node as unknown as Readonly<Record<string, unknown>>
  return (visitorKeys[node.type] ?? []).flatMap((key) => {
    const value = fields[key]
    return (Array.isArray(value) ? value : [value]).filter(isNode)
  })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
