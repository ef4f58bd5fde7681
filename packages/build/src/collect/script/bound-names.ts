// The names that a function binds: minified packages give a parameter the name under which they imported `jsx`.
import type { ArrowFunctionExpression, Function, Node } from 'oxc-parser'
import { childrenOf } from './syntax.ts'

/** A function of any kind. */
export type AnyFunction = Function | ArrowFunctionExpression

/** The names that a function binds, by its parameters or what it declares; what functions inside it bind is theirs. */
export function boundNames(node: AnyFunction): Set<string> {
  const names = new Set<string>()
  addPattern(node.id, names)
  for (const parameter of node.params) addPattern(parameter, names)
  if (node.body !== null) addDeclared(node.body, names)
  return names
}

function addPattern(pattern: Node | null, names: Set<string>): void {
  switch (pattern?.type) {
    case 'Identifier':
      names.add(pattern.name)
      return
    case 'ObjectPattern':
      for (const property of pattern.properties) addPattern(property, names)
      return
    case 'Property':
      return addPattern(pattern.value, names)
    case 'ArrayPattern':
      for (const element of pattern.elements) addPattern(element, names)
      return
    case 'AssignmentPattern':
      return addPattern(pattern.left, names)
    case 'RestElement':
      return addPattern(pattern.argument, names)
    default:
  }
}

function addDeclared(node: Node, names: Set<string>): void {
  switch (node.type) {
    case 'VariableDeclarator':
      addPattern(node.id, names)
      if (node.init !== null) addDeclared(node.init, names)
      return
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return addPattern(node.id, names)
    // Nothing in them is bound outside of them, and each is asked for itself.
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression':
      return
    case 'CatchClause':
      addPattern(node.param, names)
      return addDeclared(node.body, names)
    default:
      for (const child of childrenOf(node)) addDeclared(child, names)
  }
}
