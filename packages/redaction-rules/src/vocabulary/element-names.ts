// Names of elements that HTML and SVG define. Any other name was made up by the page and becomes a token.

const names =
  'a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption center cite code ' +
  'col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font ' +
  'footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend ' +
  'li link main map mark marquee menu meta meter nav nobr noscript object ol optgroup option output p param picture ' +
  'pre progress q rp rt ruby s samp script search section select selectedcontent slot small source span strike ' +
  'strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track tt u ul var ' +
  'video wbr ' +
  'svg animate animatemotion animatetransform circle clippath defs desc ellipse feblend fecolormatrix ' +
  'fecomponenttransfer fecomposite feconvolvematrix fediffuselighting fedisplacementmap fedropshadow feflood ' +
  'fefunca fefuncb fefuncg fefuncr fegaussianblur feimage femerge femergenode femorphology feoffset ' +
  'fespecularlighting fetile feturbulence filter foreignobject g image line lineargradient marker mask metadata ' +
  'mpath path pattern polygon polyline radialgradient rect set stop switch symbol text textpath tspan use view'

const nameSet: ReadonlySet<string> = /* @__PURE__ */ new Set(/* @__PURE__ */ names.split(' '))

/** Whether a tag name in lower case is one that HTML or SVG defines. */
export function isElement(name: string): boolean {
  return nameSet.has(name)
}
