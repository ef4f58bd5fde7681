// Which elements and attributes of a recording the replay frame builds, and what stands for the others.

type Attributes = Readonly<Record<string, unknown>>

/** Stands for an element that is not built. It has no meaning in HTML, and is hidden. */
const goneTagName = 'reseal-gone'

const goneElements: ReadonlySet<string> = new Set([
  'applet',
  'base',
  'embed',
  'fencedframe',
  'meta',
  'object',
  'param',
  'portal',
  'script',
])
const animations: ReadonlySet<string> = new Set(['animate', 'animatemotion', 'animatetransform', 'set'])

const goneAttributes: ReadonlySet<string> = new Set([
  'accesskey',
  'action',
  'allow',
  'attributionsrc',
  'autofocus',
  'autoplay',
  'background',
  'cite',
  'classid',
  'codebase',
  'csp',
  'download',
  'dynsrc',
  'formaction',
  'formtarget',
  'http-equiv',
  'imagesrcset',
  'is',
  'itemtype',
  'longdesc',
  'lowsrc',
  'manifest',
  'nonce',
  'ping',
  'profile',
  'rel',
  'rr_src',
  'srcdoc',
  'srcset',
  'target',
])
const addressAttributes: ReadonlySet<string> = new Set([
  'data',
  'href',
  'poster',
  'rr_dataurl',
  'src',
  'xlink:href',
])
const maxValueLength = 8 * 1024 * 1024

// Names that elements take among others' properties: `document.createElement` after `<img name=createElement>`,
// `form.appendChild` after `<input name=appendChild>` in it.
const namedOnDocument: ReadonlySet<string> = new Set(['form', 'frame', 'iframe', 'img'])
const naming: ReadonlySet<string> = new Set(['id', 'name'])

const elementName = /^[a-z][a-z0-9._:-]{0,127}$/i
const attributeName = /^[a-z_:][a-z0-9._:-]{0,255}$/i
const pictureAddress = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i
const placeAddress = /^#[^\s]{0,255}$/

/** Name of the element to build: its own, or one that stands for what is not built; undefined for what is no name. */
export function cleanTagName(tagName: unknown, attributes: Attributes): string | undefined {
  if (typeof tagName !== 'string' || !elementName.test(tagName)) return undefined
  const name = localName(tagName)
  if (goneElements.has(name) || animations.has(name)) return goneTagName
  // A stylesheet whose text was recorded becomes a style element; any other link only asks for something.
  if (name === 'link' && typeof attributes['_cssText'] !== 'string') return goneTagName
  return tagName
}

/** The attributes to set. Without a tag name what is refused on any element is refused. */
export function cleanAttributes(tagName: string | undefined, attributes: Attributes): Attributes {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(attributes)) {
    const cleaned = cleanAttribute(tagName, name, value)
    if (cleaned !== undefined) kept[name] = cleaned
  }
  return kept
}

function cleanAttribute(tagName: string | undefined, attribute: string, value: unknown): unknown {
  if (!attributeName.test(attribute)) return undefined
  const name = attribute.toLowerCase()
  if (name.startsWith('on') || name.startsWith('rr_media') || goneAttributes.has(name)) return undefined
  if (!isValue(name, value)) return undefined
  if (addressAttributes.has(name)) return cleanAddress(tagName, value)
  if (naming.has(name) && takesAway(tagName, name, value)) return undefined
  return value
}

// A link without an address looks like none. What it led to nobody needs.
function cleanAddress(tagName: string | undefined, value: unknown): unknown {
  if (value === null) return null
  if (typeof value === 'string' && (pictureAddress.test(value) || placeAddress.test(value))) return value
  return tagName !== undefined && /^(?:a|area)$/i.test(tagName) ? '#' : undefined
}

// A changed style comes as its changed properties, `rr_` numbers as such, a removed attribute as null.
function isValue(name: string, value: unknown): boolean {
  if (name === 'style' && typeof value === 'object' && value !== null) return !Array.isArray(value)
  if (name === '_csstext') return typeof value === 'string' && value.length <= maxValueLength
  return value === null || typeof value === 'string'
    ? (value?.length ?? 0) <= maxValueLength
    : typeof value === 'number' || typeof value === 'boolean'
}

function takesAway(tagName: string | undefined, attribute: string, value: unknown): boolean {
  if (typeof value !== 'string') return false
  const name = tagName === undefined ? undefined : localName(tagName)
  if (attribute === 'name' && (name === undefined || namedOnDocument.has(name)) && value in document)
    return true
  return value in HTMLFormElement.prototype || value in HTMLFormElement
}

const localName = (tagName: string): string => tagName.toLowerCase().replace(/^.*:/, '')
