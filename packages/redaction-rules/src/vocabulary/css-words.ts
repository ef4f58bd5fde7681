// The words that CSS itself is written in. A property, keyword, function or feature is let through when each
// of its hyphenated parts is one of these; any other identifier was chosen by the page and becomes a token.
// Taken from mdn-data's properties and value syntaxes, without what does not change how a page is laid out
// or coloured.

const words =
  'absolute accent action active add adjust after alias align all allow allowed alpha alphabetic alternate ' +
  'always anchor and angle animation antialiased any anywhere appearance area areas around aspect at ' +
  'attachment attr auto autofill available avoid backdrop backface background backwards balance bar baseline ' +
  'basis before behavior between bevel bezier bidi blend block blur bold bolder border both bottom box break ' +
  'breaks brightness burn butt button calc cancel capitalize caps caption caret cell center central change ' +
  'checkbox checked child circle clamp class clear clip clone close closest coarse col collapse color column ' +
  'columns common composite condensed conic contain container content contents context contrast copy corner ' +
  'count counter counters cover crisp crispedges crosshair cubic current currentcolor cursive cursor cx cy d ' +
  'dark darken dasharray dashed dashoffset decimal decoration default defined delay dense details difference ' +
  'dir direction disabled disc discrete display distance dodge dominant dotted double down drop duration ' +
  'dynamic e each ease east edges effect element elements ellipse ellipsis else emoji emphasis empty enabled ' +
  'end ends env even evenly evenodd events ew exact except exclude exclusion expanded extra face fade family ' +
  'fantasy farthest feature fields file fill filter filters fine first fit fixed flat flex flip float flood ' +
  'flow focus font footer for forced forwards from full fullscreen function gap geometricprecision grab ' +
  'grabbing gradient grayscale grid groove group grow gutter hand hard has header height help hidden hide high ' +
  'highlight horizontal host hover hsl hsla hyphens icon if image important in indent indeterminate index ' +
  'indicator infinite inherit initial ink inline inner inset inside interpolation intersect intrinsic invalid ' +
  'invert is isolate isolation italic item items iteration jump justify keep kerning landscape lang large larger ' +
  'last layer layout left legacy length letter level ligatures light lighten lighter line linear linecap ' +
  'linejoin lining link list local loop low lower lowercase lr ltr luminance mandatory manipulation manual ' +
  'margin marker mask match matches matrix matrix3d max medium menu menulist mid middle min minmax miter ' +
  'miterlimit mix mixed modal mode monospace more motion move multiply n name narrow ne nearest negative nesw ' +
  'no none nonzero normal not nowrap ns nth number numeric nums nw nwse object oblique odd ' +
  'of off offset oklab oklch oldstyle on once only opacity open optical optimize optimizelegibility ' +
  'optimizespeed optional or order orientation origin orphans out outer outline outset outside over ' +
  'overflow overlay overline override overscroll padding page paint painted pan parent part path paused ' +
  'percentage perspective picker pinch pixelated place placeholder plaintext play pointer polygon popover ' +
  'portrait position pre prefers preserve pretty print progress property proportional proximity quote quotes r ' +
  'radial radio radius ratio read rect reduce reduced relative rendering repeat repeating replace required ' +
  'reset resize resolution reverse revert rgb rgba ridge right rl root rotate rotate3d rotatex rotatey rotatez ' +
  'round row rows rtl ruby rule running rx ry s safe sans saturate scale scale3d scalex scaley scalez scheme ' +
  'scope screen scroll scrollbar se search searchfield select selection selector self semi separate sepia ' +
  'serif set settings shadow shape shown shrink side sideways size sizing skew skewx skewy skip slice slotted ' +
  'small smaller smooth smoothing snap soft solid space spaces spacing span spin square srgb stable start ' +
  'starting state static step steps sticky stop stretch strict stroke style sub subgrid subpixel subtract ' +
  'summary super supports sw symbol synthesis system tab table tabular tap target tb template text textarea ' +
  'textfield thick thickness thin through thumb time timeline timing to top touch track transform transition ' +
  'translate translate3d translatex translatey translatez transparent trim type ui ultra under underline ' +
  'unicode unset up upper uppercase upright url use user valid var variant variation vertical ' +
  'view viewport visibility visible visiblefill visiblepainted visiblestroke visited vs w wait wavy webkit ' +
  'weight where white widows width will within word wrap writing x xx xxx y z ' +
  'zero zoom ' +
  // Colours that pages name; the rarer of the 148 become black, which moves nothing.
  'aliceblue aqua beige black blue brown buttonborder buttonface buttontext canvas canvastext chocolate coral ' +
  'crimson cyan darkblue darkgray darkgreen darkgrey darkorange darkred deepskyblue dimgray dodgerblue field ' +
  'fieldtext firebrick forestgreen fuchsia gainsboro ghostwhite gold gray graytext green grey highlighttext ' +
  'hotpink indigo ivory khaki lavender lightblue lightgray lightgreen lightgrey lime linktext magenta marktext ' +
  'maroon midnightblue navy olive orange pink plum purple rebeccapurple red royalblue salmon seagreen sienna ' +
  'silver skyblue slateblue slategray steelblue tan teal thistle tomato turquoise violet wheat whitesmoke ' +
  'yellow'

/** Units of numbers. Another unit is a name in disguise and is dropped. */
const units =
  'px em rem ex ch lh rlh vw vh vi vb vmin vmax svw svh lvw lvh dvw dvh cqw cqh cqi cqb cqmin cqmax cm mm in pt pc ' +
  'deg rad grad turn s ms dpi dpcm dppx x fr'

const wordSet: ReadonlySet<string> = /* @__PURE__ */ new Set(/* @__PURE__ */ words.split(' '))
const unitSet: ReadonlySet<string> = /* @__PURE__ */ new Set(/* @__PURE__ */ units.split(' '))
const vendorPrefix = /^-(webkit|moz|ms|o|apple)-/

/** Whether every hyphenated part of a word in lower case, as CSS writes it, is a word of CSS. */
export function isCssWord(ident: string): boolean {
  const bare = ident.replace(/^:+|[:(]$/g, '').replace(vendorPrefix, '')
  if (bare.length > 48) return false
  for (const part of bare.split('-')) if (!wordSet.has(part)) return false
  return true
}

/** Whether a unit in lower case is one of CSS's. */
export function isCssUnit(unit: string): boolean {
  return unitSet.has(unit)
}
