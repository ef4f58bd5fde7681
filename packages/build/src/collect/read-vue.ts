// Templates in Vue's single-file components, by the compiler of the app's own Vue (issue 5, Build 1).
import { createRequire } from 'node:module'
import type * as VueCompiler from 'vue/compiler-sfc'
import { BuildError } from '../build-error.ts'
import { readScript } from './script/read-script.ts'
import {
  choiceOf,
  componentOfTag,
  guarded,
  type LiteralText,
  literal,
  propOfAttribute,
  type TemplateElement,
  type TemplateNode,
} from './template.ts'

// vue/compiler-sfc does not export the types of its tree by name.
type TemplateChildNode = NonNullable<VueCompiler.SFCTemplateBlock['ast']>['children'][number]
type ElementNode = Extract<TemplateChildNode, { tagType: unknown }>
type AttributeNode = Extract<ElementNode['props'][number], { nameLoc: unknown }>
type DirectiveNode = Exclude<ElementNode['props'][number], AttributeNode>

// `NodeTypes` and `ElementTypes` of the compiler, which are const enums there.
const nodeTypes = { element: 1, text: 2, comment: 3, interpolation: 5, attribute: 6 } as const
const componentType = 1

/**
 * The templates of a component: its `<template>`, and JSX in its scripts. Vue makes one text node of a text and the interpolations
 * beside it, so that such a text never is the whole of one: it is left out.
 *
 * @throws BuildError `vue_missing`, `unreadable_source`
 */
export function readVue(source: string, file: string): TemplateNode[] {
  // Comments are dropped before white space is condensed, as in a build for production.
  const { descriptor, errors } = vueCompiler(file).parse(source, {
    sourceMap: false,
    templateParseOptions: { comments: false },
  })
  if (errors.length > 0)
    throw new BuildError('unreadable_source', 'a component could not be parsed', { file })
  const { template, script, scriptSetup } = descriptor
  const scripts = [script, scriptSetup].flatMap((block) =>
    block === null ? [] : templatesOfScript(block, file),
  )
  // Another language, such as Pug, is parsed as if it were one text.
  const tree = template === null || (template.lang ?? 'html') !== 'html' ? undefined : template.ast
  return [...(tree === undefined ? [] : siblingsOf(tree.children)), ...scripts]
}

function vueCompiler(file: string): typeof VueCompiler {
  for (const base of [`${process.cwd()}/package.json`, import.meta.url]) {
    try {
      return createRequire(base)('vue/compiler-sfc') as typeof VueCompiler
    } catch {
      // The next place may have it.
    }
  }
  throw new BuildError(
    'vue_missing',
    'a .vue file needs vue 3.4 or later to be read: install it in the app',
    { file },
  )
}

function templatesOfScript({ lang, content }: VueCompiler.SFCBlock, file: string): TemplateNode[] {
  return lang === 'tsx' || lang === 'jsx' ? readScript(content, lang, file) : []
}

function siblingsOf(nodes: readonly TemplateChildNode[]): TemplateNode[] {
  const found: TemplateNode[] = []
  let branches: TemplateNode[][] = []
  let asked = ''
  const endCondition = (): void => {
    const [only, ...rest] = branches
    if (only !== undefined) {
      found.push(...(rest.length === 0 ? [guarded(asked, only)] : choiceOf(branches)))
    }
    branches = []
  }
  for (const [index, node] of nodes.entries()) {
    const condition = node.type === nodeTypes.element ? conditionOf(node) : undefined
    if (condition !== 'else') endCondition()
    if (node.type === nodeTypes.text) {
      const isWhole = !isInterpolation(nodes[index - 1]) && !isInterpolation(nodes[index + 1])
      found.push(isWhole ? literal(node.content) : { kind: 'hole', isLiteral: false })
    } else if (node.type === nodeTypes.element) {
      if (condition === undefined) found.push(elementOf(node))
      else branches.push([elementOf(node)])
      if (condition === 'if') asked = directive(node, 'if')?.exp?.loc.source ?? ''
    } else if (isInterpolation(node)) found.push({ kind: 'hole', isLiteral: false })
  }
  endCondition()
  return found
}

function isInterpolation(node: TemplateChildNode | undefined): boolean {
  return node?.type === nodeTypes.interpolation
}

function conditionOf(node: ElementNode): 'if' | 'else' | undefined {
  if (directive(node, 'if') !== undefined) return 'if'
  return (directive(node, 'else') ?? directive(node, 'else-if')) ? 'else' : undefined
}

function directive({ props }: ElementNode, name: string): DirectiveNode | undefined {
  return props.find((prop): prop is DirectiveNode => prop.type !== nodeTypes.attribute && prop.name === name)
}

function elementOf(node: ElementNode): TemplateElement {
  const isComponent = (node.tagType as number) === componentType
  const attributes = new Map<string, LiteralText | undefined>()
  const expressions: string[] = []
  for (const prop of node.props) {
    if (prop.type === nodeTypes.attribute) {
      attributes.set(isComponent ? propOfAttribute(prop.name) : prop.name, literal(prop.value?.content ?? ''))
      continue
    }
    const argument = prop.arg !== undefined && 'content' in prop.arg ? String(prop.arg.content) : undefined
    if (prop.name === 'bind' && argument !== undefined) attributes.set(argument, undefined)
    if (!/^(?:if|else|else-if)$/.test(prop.name)) expressions.push(prop.loc.source)
  }
  const isReplaced = directive(node, 'text') !== undefined || directive(node, 'html') !== undefined
  return {
    kind: 'element',
    name: isComponent ? componentOfTag(node.tag) : node.tag,
    isComponent,
    attributes,
    expressions: expressions.join(' '),
    children: isReplaced ? [] : siblingsOf(node.children),
  }
}
