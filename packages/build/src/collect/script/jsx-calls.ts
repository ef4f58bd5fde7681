// Calls that a compiler made of JSX: which they are, and what they were, so that compiled dependencies read like sources.
import type { CallExpression, Expression, Node, ObjectExpression, Program } from 'oxc-parser'

const factory = /^_*(jsxs?|jsxDEV|createElement)(?:\$?\d+)?$/
const runtimes = /(?:^|\/)jsx(?:-dev)?-runtime(?:\.js)?$|^(?:react|preact)$/

/** What JSX was compiled to: `jsx(type, { children })`, or `createElement(type, props, ...children)`. */
export type JsxFactory = 'jsx' | 'createElement'

/** The local names that a module has for the functions of a JSX runtime: minified packages rename them. */
export function localFactories(program: Program): Map<string, JsxFactory> {
  const names = new Map<string, JsxFactory>()
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration' || !runtimes.test(statement.source.value)) continue
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue
      const imported = factoryOfName(specifier.imported.name)
      if (imported !== undefined) names.set(specifier.local.name, imported)
    }
  }
  return names
}

/** Which factory a call is of, if any. */
export function factoryOfCall(
  { callee, arguments: args }: CallExpression,
  locals: ReadonlyMap<string, JsxFactory>,
): JsxFactory | undefined {
  if (args.length === 0) return undefined
  const called = unwrapped(callee)
  if (called.type === 'Identifier') return locals.get(called.name) ?? factoryOfName(called.name)
  if (called.type !== 'MemberExpression' || called.computed || called.property.type !== 'Identifier')
    return undefined
  const isOfDocument = called.object.type === 'Identifier' && /document$/i.test(called.object.name)
  return isOfDocument ? undefined : factoryOfName(called.property.name)
}

// `(0, runtime.jsx)(…)` calls without `this`.
function unwrapped(node: Expression): Expression {
  const last = node.type === 'SequenceExpression' ? node.expressions.at(-1) : undefined
  return last === undefined ? node : unwrapped(last)
}

function factoryOfName(name: string): JsxFactory | undefined {
  const found = factory.exec(name)?.[1]
  if (found === undefined) return undefined
  return found === 'createElement' ? 'createElement' : 'jsx'
}

/** The literal object among the props: itself, or the last that `Object.assign` and its like merge into the others. */
export function propsObject(node: Node | undefined): ObjectExpression | undefined {
  if (node?.type === 'ObjectExpression') return node
  return node?.type === 'CallExpression' ? propsObject(node.arguments.at(-1)) : undefined
}
