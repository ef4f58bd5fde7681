// Templates in JavaScript and TypeScript: JSX, and the calls that a compiler made of it (issue 5, Build 1).
import type {
  ArrayExpression,
  CallExpression,
  Expression,
  JSXAttributeItem,
  JSXChild,
  JSXElement,
  JSXFragment,
  Node,
  ObjectExpression,
  Program,
  Statement,
} from 'oxc-parser'
import { parseSync } from 'oxc-parser'
import { BuildError } from '../../build-error.ts'
import {
  choiceOf,
  guarded,
  type LiteralText,
  literal,
  type TemplateElement,
  type TemplateNode,
} from '../template.ts'
import { type AnyFunction, boundNames } from './bound-names.ts'
import { componentNamed, elementNamed, importedRegions, type Named, nameOf } from './element-names.ts'
import { factoryOfCall, type JsxFactory, localFactories, propsObject } from './jsx-calls.ts'
import { jsxAttributeValue, renderedJsxText } from './jsx-text.ts'
import { childrenOf, leaves, stringOf } from './syntax.ts'

/** The languages that are read. */
export type ScriptLanguage = 'jsx' | 'ts' | 'tsx'

/**
 * The templates of a module, in the order of the source.
 *
 * @throws BuildError `unreadable_source`
 */
export function readScript(source: string, lang: ScriptLanguage, file: string): TemplateNode[] {
  const { program, errors } = parseSync(`source.${lang}`, source, {
    lang,
    sourceType: 'unambiguous',
    preserveParens: false,
  })
  if (errors.some(({ severity }) => severity === 'Error')) {
    throw new BuildError('unreadable_source', 'a script could not be parsed', { file })
  }
  return createReader(source, program).templatesOf(program)
}

function createReader(source: string, program: Program): { templatesOf(node: Node): TemplateNode[] } {
  let factories: ReadonlyMap<string, JsxFactory> = localFactories(program)
  const closedNames = importedRegions(program)

  /** The templates in whatever is not a template's own child: a string there is only a string. */
  const templatesOf = (node: Node): TemplateNode[] => {
    switch (node.type) {
      case 'JSXElement':
      case 'JSXFragment':
        return [elementOf(node)]
      case 'CallExpression': {
        const called = factoryOfCall(node, factories)
        return called === undefined ? inside(node) : [elementOfCall(node, called)]
      }
      case 'ConditionalExpression':
        return choiceOf([branchOf(node.consequent), branchOf(node.alternate)])
      case 'LogicalExpression': {
        if (node.operator !== '&&') return choiceOf([branchOf(node.left), branchOf(node.right)])
        const children = templatesOf(node.right)
        return [
          ...templatesOf(node.left),
          ...(children.length > 0 ? [guarded(source.slice(node.left.start, node.left.end), children)] : []),
        ]
      }
      case 'BlockStatement':
      case 'Program':
      case 'StaticBlock':
        return templatesOfStatements(node.body)
      case 'IfStatement':
        return choiceOf([
          templatesOf(node.consequent),
          node.alternate === null ? [] : templatesOf(node.alternate),
        ])
      case 'SwitchStatement':
        return choiceOf(node.cases.map(({ consequent }) => templatesOfStatements(consequent)))
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return insideFunction(node)
      case 'ObjectExpression':
        return alternativesOf(node.properties)
      case 'MemberExpression':
        return node.object.type === 'ArrayExpression' ? alternativesOf(node.object.elements) : inside(node)
      default:
        return inside(node)
    }
  }

  const inside = (node: Node): TemplateNode[] => childrenOf(node).flatMap(templatesOf)

  const insideFunction = (node: AnyFunction): TemplateNode[] => {
    const outside = factories
    const bound = outside.size === 0 ? [] : [...boundNames(node)].filter((name) => outside.has(name))
    if (bound.length > 0) factories = new Map([...outside].filter(([name]) => !bound.includes(name)))
    const found = inside(node)
    factories = outside
    return found
  }

  // A dictionary of templates, `{ pos: <b>Positive</b>, neg: <b>Negative</b> }[result]`, is a condition in other words.
  const alternativesOf = (nodes: readonly (Node | null)[]): TemplateNode[] => {
    const branches = nodes.flatMap((node) => (node === null ? [] : [templatesOf(node)]))
    return choiceOf(branches.filter((branch) => branch.length > 0))
  }

  const templatesOfStatements = (statements: readonly Statement[]): TemplateNode[] => {
    const found: TemplateNode[] = []
    for (const [index, statement] of statements.entries()) {
      const rest = () => templatesOfStatements(statements.slice(index + 1))
      // What follows an early return is its other branch.
      if (statement.type === 'IfStatement' && statement.alternate === null && leaves(statement.consequent)) {
        return [
          ...found,
          ...templatesOf(statement.test),
          ...choiceOf([templatesOf(statement.consequent), rest()]),
        ]
      }
      if (statement.type === 'SwitchStatement') {
        const cases = statement.cases.map(({ consequent }) => templatesOfStatements(consequent))
        return [...found, ...choiceOf([...cases, rest()])]
      }
      found.push(...templatesOf(statement))
    }
    return found
  }

  const branchOf = (node: Expression): TemplateNode[] =>
    stringOf(node)?.trim() ? [{ kind: 'hole', isLiteral: true }] : templatesOf(node)

  const elementOf = (node: JSXElement | JSXFragment): TemplateElement => {
    const children = node.children.flatMap(childOf)
    if (node.type === 'JSXFragment') return fragment(children)
    const name = nameOf(node.openingElement.name)
    return withAttributes(name, readAttributes(node.openingElement.attributes), children)
  }

  const childOf = (child: JSXChild): TemplateNode[] => {
    switch (child.type) {
      case 'JSXText': {
        const text = renderedJsxText(child.value)
        return text === undefined ? [] : [literal(text)]
      }
      case 'JSXExpressionContainer':
        return child.expression.type === 'JSXEmptyExpression' ? [] : expressionChild(child.expression)
      case 'JSXSpreadChild':
        return templatesOf(child.expression)
      default:
        return [elementOf(child)]
    }
  }

  /** An expression as a template's own child: a string is its text, an array its children. */
  const expressionChild = (node: Expression): TemplateNode[] => {
    const text = stringOf(node)
    if (text !== undefined) return text === '' ? [] : [literal(text)]
    if (node.type === 'ArrayExpression') return arrayChildren(node)
    const templates = templatesOf(node)
    return templates.length > 0 ? templates : [{ kind: 'hole', isLiteral: false }]
  }

  const arrayChildren = ({ elements }: ArrayExpression): TemplateNode[] =>
    elements.flatMap((element) => {
      if (element === null) return []
      return element.type === 'SpreadElement' ? templatesOf(element) : expressionChild(element)
    })

  interface Attributes {
    readonly literals: Map<string, LiteralText | undefined>
    readonly expressions: string[]
    readonly templates: TemplateNode[]
    children: TemplateNode[]
    isMarkup: boolean
  }
  const noAttributes = (): Attributes => ({
    literals: new Map(),
    expressions: [],
    templates: [],
    children: [],
    isMarkup: false,
  })

  const addAttribute = (to: Attributes, name: string, value: Expression | null): void => {
    if (name === 'dangerouslySetInnerHTML') to.isMarkup = true
    else if (name === 'children' && value !== null) to.children = expressionChild(value)
    else {
      const text = value === null ? '' : stringOf(value)
      to.literals.set(name, text === undefined ? undefined : literal(text))
      if (value === null || text !== undefined) return
      const templates = templatesOf(value)
      to.templates.push(...templates)
      if (templates.length === 0) to.expressions.push(`${name}=${source.slice(value.start, value.end)}`)
    }
  }

  const readAttributes = (items: readonly JSXAttributeItem[]): Attributes => {
    const read = noAttributes()
    for (const item of items) {
      if (item.type === 'JSXSpreadAttribute') {
        read.expressions.push(source.slice(item.start, item.end))
        read.templates.push(...templatesOf(item.argument))
        continue
      }
      const name =
        item.name.type === 'JSXIdentifier' ? item.name.name : source.slice(item.name.start, item.name.end)
      const { value } = item
      if (value === null) addAttribute(read, name, null)
      else if (value.type === 'Literal') {
        const text = jsxAttributeValue(value.value)
        if (name === 'children') read.children = [literal(text)]
        else read.literals.set(name, literal(text))
      } else if (value.type !== 'JSXExpressionContainer') addAttribute(read, name, value)
      else if (value.expression.type !== 'JSXEmptyExpression') addAttribute(read, name, value.expression)
    }
    return read
  }

  const elementOfCall = (call: CallExpression, called: JsxFactory): TemplateElement => {
    const [type, props, ...rest] = call.arguments
    const attributes = noAttributes()
    const object = propsObject(props)
    if (object !== undefined) readProps(object, attributes)
    else if (props !== undefined) attributes.templates.push(...templatesOf(props))
    const children =
      called === 'createElement'
        ? rest.flatMap((child) =>
            child.type === 'SpreadElement' ? templatesOf(child) : expressionChild(child),
          )
        : []
    const tag = type?.type === 'Literal' && typeof type.value === 'string' ? type.value : undefined
    const named = tag === undefined ? componentNamed(type, source) : elementNamed(tag)
    return withAttributes(named, attributes, children)
  }

  const readProps = (object: ObjectExpression, into: Attributes): void => {
    for (const property of object.properties) {
      if (property.type === 'SpreadElement') {
        into.expressions.push(source.slice(property.start, property.end))
        into.templates.push(...templatesOf(property.argument))
        continue
      }
      const { key, value, computed } = property
      const named = key.type === 'Identifier' && !computed ? key.name : stringOf(key)
      if (named === undefined) into.templates.push(...templatesOf(value))
      else addAttribute(into, named, value)
    }
  }

  const withAttributes = (
    { name, isComponent }: Named,
    attributes: Attributes,
    own: readonly TemplateNode[],
  ): TemplateElement => {
    const isRegion = isComponent && closedNames.has(name)
    // Children between the tags come before a prop of that name.
    const children = own.length > 0 ? own : attributes.children
    const literals = isRegion ? new Map([['data-reseal', literal('mask')]]) : attributes.literals
    return {
      kind: 'element',
      name,
      isComponent,
      attributes: literals,
      expressions: attributes.expressions.join(' '),
      children: attributes.isMarkup ? attributes.templates : [...attributes.templates, ...children],
    }
  }

  return { templatesOf }
}

function fragment(children: readonly TemplateNode[]): TemplateElement {
  return { kind: 'element', name: '', isComponent: true, attributes: new Map(), expressions: '', children }
}
