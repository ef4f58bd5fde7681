// Names that trees are built of: elements, attributes and CSS as the specifications have them, and what pages make up.

const list = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Elements that may hold anything. */
export const flowElements = list(`
  a abbr address article aside b bdi bdo big blockquote center cite code data dd del details dfn dialog dir div dl dt em
  fieldset figcaption figure font footer form h1 h2 h3 h6 header hgroup i ins kbd label legend li main mark marquee menu
  nav nobr ol output p pre q rp rt ruby s samp search section slot small span strong sub summary sup time tt u ul var
  acronym plaintext-like blink unheard-of object video audio canvas map picture button progress meter noembed`)

/** Elements of SVG that draw or hold text. */
export const svgElements = list(`
  g a text tspan textPath title desc metadata path rect circle ellipse line polyline polygon image use symbol defs marker
  pattern mask clipPath linearGradient radialGradient stop filter feImage feFlood feTurbulence foreignObject switch style
  animate animateTransform animateMotion set mpath view script`)

/** Attributes of HTML that shape or name something. */
export const knownAttributes = list(`
  id class name for form list slot part is title alt placeholder label summary abbr scope headers lang dir role href src
  srcset sizes poster data cite action formaction target download ping rel type value content datetime media pattern
  accept autocomplete enctype method usemap shape coords color face size width height border align valign bgcolor
  background colspan rowspan span start step min max maxlength minlength low high optimum cols rows wrap tabindex
  accesskey contenteditable draggable spellcheck translate hidden inert popover popovertarget commandfor command open
  nonce integrity crossorigin referrerpolicy sandbox allow srclang kind itemprop itemid itemref itemtype property resource
  typeof vocab about xmlns key charset http-equiv manifest archive code codebase object standby longdesc hreflang imagesrcset
  blocking fetchpriority elementtiming exportparts inputmode enterkeyhint virtualkeyboardpolicy loading decoding
  csstext _csstext rr_src rr_dataurl rr_width rr_height rr_scrollleft rr_mediastate rr_open_mode data-reseal-x`)

export const ariaAttributes = list(`
  aria-label aria-labelledby aria-description aria-describedby aria-roledescription aria-valuetext aria-placeholder
  aria-controls aria-owns aria-details aria-current aria-keyshortcuts aria-activedescendant aria-errormessage aria-flowto
  aria-braillelabel aria-brailleroledescription aria-colindextext aria-rowindextext aria-live aria-relevant aria-unheard
  aria-valuenow aria-level aria-checked aria-selected aria-pressed aria-sort aria-expanded`)

export const handlerAttributes = list(
  'onclick onload onerror onmouseover oninput onsubmit onfocus ontoggle onunheard',
)

/** Attributes of SVG with text, references or geometry. */
export const svgAttributes = list(`
  d points transform viewBox x y x1 y1 width height cx cy r rx ry fx dx dy rotate offset pathLength textLength fill stroke
  stroke-dasharray stroke-width stop-color marker-end clip-path mask filter font-family href begin dur from to by values
  keyTimes attributeName path in result in2 systemLanguage requiredExtensions style class id preserveAspectRatio
  gradientTransform patternTransform orient refX markerWidth cursor fill-opacity letter-spacing`)

export const inputTypes = list(`
  text search url tel email password number range color date datetime-local month week time checkbox radio file hidden
  submit reset button image unheard-of`)

/** Namespaced attributes: prefix and address. */
export const namespaces: readonly (readonly [prefix: string, address: string])[] = [
  ['xlink', 'http://www.w3.org/1999/xlink'],
  ['xml', 'http://www.w3.org/XML/1998/namespace'],
  ['x', 'urn:x'],
]

export const svgNamespace = 'http://www.w3.org/2000/svg'
export const mathNamespace = 'http://www.w3.org/1998/Math/MathML'

/** Properties that take names or strings. */
export const namingProperties = list(`
  animation-name grid-area grid-row grid-template-areas counter-reset counter-increment view-transition-name
  container-name font-family font-palette list-style-type anchor-name position-anchor timeline-scope scroll-timeline-name
  will-change transition-property quotes content hyphenate-character text-emphasis-style font-feature-settings
  font-variation-settings font-language-override offset-path cursor mask-image filter clip-path appearance page`)

/** Properties that take numbers. */
export const numberProperties = list(`
  width height margin-left padding top left z-index order opacity flex-grow line-height letter-spacing transform
  rotate scale border-width font-size grid-column-start columns orphans tab-size animation-duration transition-delay
  aspect-ratio stroke-dashoffset stroke-width zoom counter-set inset gap perspective`)
