// What stands literally in an app's templates, read another way than the plugin reads: from the TSX as it was written (the plugin
// sees packages compiled), every text between tags and every literal attribute, whichever element or attribute it is.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'vite'

interface SyntaxNode {
  readonly type: string
  readonly value?: unknown
  readonly expression?: SyntaxNode
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}
const decode = (text: string): string =>
  text.replace(/&(\w+);/g, (entity, name: string) => entities[name] ?? entity)

/** A text as it is compared: composed, white space collapsed. */
export const collapse = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/** Literal text of a child or an attribute's value, bare or in braces. */
function literalOf(node: SyntaxNode | null | undefined): string | undefined {
  if (node?.type === 'JSXExpressionContainer') return literalOf(node.expression)
  if (node?.type !== 'JSXText' && node?.type !== 'Literal') return undefined
  return typeof node.value === 'string' ? decode(node.value) : undefined
}

function addTexts(value: unknown, texts: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  const node = value as SyntaxNode & { readonly children?: readonly SyntaxNode[] }
  const written =
    node.type === 'JSXAttribute'
      ? [node.value as SyntaxNode | null]
      : /^JSX(?:Element|Fragment)$/.test(node.type)
        ? node.children
        : []
  for (const one of written ?? []) {
    const text = collapse(literalOf(one) ?? '')
    if (text !== '') texts.add(text)
  }
  for (const child of Object.values(value)) addTexts(child, texts)
}

interface SourceMap {
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly (string | null)[]
}

/** Sources of a package, from the map beside its bundle. */
async function sourcesOfMap(path: string): Promise<string[]> {
  const { sources, sourcesContent = [] } = JSON.parse(await readFile(path, 'utf8')) as SourceMap
  return sourcesContent.filter(
    (text, index): text is string => text !== null && sources[index]?.endsWith('.tsx') === true,
  )
}

/** Literal texts of the templates below a folder, of packages by their source maps, and of message catalogues. */
export async function templateTexts(
  root: string,
  maps: readonly string[],
  catalogues: readonly string[],
): Promise<ReadonlySet<string>> {
  const sources = (await Promise.all(maps.map(sourcesOfMap))).flat()
  const texts = new Set<string>()
  for await (const name of glob('**/*.tsx', {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  })) {
    sources.push(await readFile(join(root, name), 'utf8'))
  }
  for (const source of sources) addTexts(parseSync('source.tsx', source).program, texts)
  for await (const name of glob([...catalogues], { cwd: root })) {
    JSON.parse(await readFile(join(root, name), 'utf8'), (_, value: unknown) => {
      if (typeof value === 'string') texts.add(collapse(value))
      return value
    })
  }
  return texts
}
