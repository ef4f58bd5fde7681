// Which element or component a template in a script names.
import type { JSXElementName, Node, Program } from 'oxc-parser'
import { componentOfTag } from '../template.ts'

// The regions of @reseal/react close what they hold.
const regions = new Set(['Mask', 'Block'])

/** A name, and whether it is a component's. */
export interface Named {
  readonly name: string
  readonly isComponent: boolean
}

/** What a tag in JSX names. */
export function nameOf(name: JSXElementName): Named {
  const written = writtenName(name)
  // A name of one part that begins small is an element; `this.x` and `form.field` are components.
  const isComponent = name.type === 'JSXMemberExpression' || !/^[a-z]/.test(written)
  return isComponent ? { name: written, isComponent } : elementNamed(written)
}

/** What a tag in quotes names. */
export function elementNamed(tag: string): Named {
  return tag.includes('-')
    ? { name: componentOfTag(tag), isComponent: true }
    : { name: tag, isComponent: false }
}

/** The component that a compiled call makes: its name as it stands there. */
export function componentNamed(type: Node | undefined, source: string): Named {
  return { name: type === undefined ? '' : source.slice(type.start, type.end), isComponent: true }
}

function writtenName(name: JSXElementName): string {
  switch (name.type) {
    case 'JSXIdentifier':
      return name.name
    case 'JSXNamespacedName':
      return `${name.namespace.name}:${name.name.name}`
    case 'JSXMemberExpression':
      return `${writtenName(name.object)}.${name.property.name}`
  }
}

/** The local names of the regions of @reseal/react that a module imports. */
export function importedRegions(program: Program): Set<string> {
  const names = new Set<string>()
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration' || statement.source.value !== '@reseal/react') continue
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue
      if (regions.has(specifier.imported.name)) names.add(specifier.local.name)
    }
  }
  return names
}
