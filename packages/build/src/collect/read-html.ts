// Templates in HTML, as a browser parses them: https://html.spec.whatwg.org/#parsing, by parse5.
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5'
import { componentOfTag, literal, propOfAttribute, type TemplateNode } from './template.ts'

/** The templates of a page, or of a part of one. */
export function readHtml(source: string): TemplateNode[] {
  const isPage = /<(?:!doctype|html|head|body)\b/i.test(source)
  return templatesOf((isPage ? parse(source) : parseFragment(source)).childNodes)
}

function templatesOf(nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): TemplateNode[] {
  return nodes.flatMap((node): TemplateNode[] => {
    if ('value' in node) return [literal(node.value)]
    if (!('attrs' in node)) return []
    const isComponent = node.tagName.includes('-')
    return [
      {
        kind: 'element',
        name: isComponent ? componentOfTag(node.tagName) : node.tagName,
        isComponent,
        attributes: new Map(
          node.attrs.map(({ name, value }) => [isComponent ? propOfAttribute(name) : name, literal(value)]),
        ),
        expressions: '',
        children: templatesOf('content' in node ? node.content.childNodes : node.childNodes),
      },
    ]
  })
}
