// The words that CSS itself is written in. A property, keyword, function or feature is let through when each
// of its hyphenated parts is one of these; any other identifier was chosen by the page and becomes a token.
// Taken from mdn-data's properties and value syntaxes, without what does not change how a page is laid out
// or coloured.

const words =
  'absolute accent action active add adjust after alias align all allow allowed alpha alphabetic alternate ' +
  'always anchor and angle animation any anywhere appearance area areas around aspect at attachment attr auto ' +
  'autofill avoid backdrop backface background backwards balance bar baseline before behavior between bidi ' +
  'blend block blur bold bolder border both bottom box break brightness button calc capitalize caption caret ' +
  'cell center central checked child circle clamp class clear clip clone close closest col collapse color ' +
  'burn column columns common conic contain container content contents context contrast corner count ' +
  'counter cover crosshair cubic bezier current currentcolor cursive cursor cx cy d dark darken dashed dasharray ' +
  'dashoffset decimal decoration default defined delay dense device difference dir direction disabled disc ' +
  'display distance dodge dominant dotted double down drop duration dynamic each ease east effect element ' +
  'elements ellipse ellipsis else embed emoji empty enabled end ends env evenodd even events ew exclusion ' +
  'expanded extra face fade family fantasy farthest feature file fill filter fine coarse first fit fixed flat ' +
  'flex flip float flood flow focus font for forced forwards from full fullscreen gap geometricprecision grab ' +
  'grabbing gradient grayscale grid groove group grow hanging hard has height help hidden hide high highlight ' +
  'historical horizontal host hover hsl hsla hue hyphens icon if image in indent indeterminate infinite inherit ' +
  'initial ink inline inner inset inside intrinsic invalid invert is isolate isolation italic item items ' +
  'iteration jump justify keep kerning landscape large larger last layer layout left legacy length letter level ' +
  'ligatures light lighten lighter line linear linecap linejoin link list local loose low lower lowercase ltr ' +
  'luminance luminosity mandatory manipulation manual margin marker mask matches matrix matrix3d max ' +
  'medium menu menulist min minmax miter miterlimit mix mixed modal mode monospace more motion move multiply name ' +
  'narrow ne nearest negative no none normal not nowrap ns nth number numeric nums nw object oblique odd of ' +
  'off offset oklab oklch on once only opacity open optical optimizelegibility optimizespeed optional or order ' +
  'orientation origin orphans out outer outline outset outside over overflow overlay overline overscroll padding ' +
  'page paint paused pan part path percentage perspective picker pinch pixelated place placeholder plaintext ' +
  'pointer polygon popover portrait position pre prefers preserve pretty print progress property proximity ' +
  'punctuation radial radius ratio read rect reduce reduced rendering repeat repeating replace required resize ' +
  'resolution reverse revert rgb rgba ridge right roman root rotate rotate3d rotatex rotatey rotatez round row ' +
  'rows rtl ruby rule running rx ry safe sans saturate saturation scale scale3d scalex scaley scalez scheme ' +
  'scope screen scroll scrollbar search searchfield se select selection selector self semi separate sepia serif ' +
  'set settings shadow shape shown shrink side sideways size sizing skew skewx skewy skip slice slotted small ' +
  'smaller smooth smoothing snap soft solid space spacing span spin square srgb stable start starting state static ' +
  'step steps sticky stop stretch strict stroke style sub subgrid super supports sw symbol synthesis system ' +
  'table tabular tap target text textarea textfield thick thickness thin through time timeline timing to top ' +
  'touch track thumb transform transition translate translate3d translatex translatey translatez transparent type ' +
  'ui ultra under underline unicode unset up upper uppercase upright url use user valid variant variation ' +
  'vertical view viewport visibility visible visited vs w wait wavy webkit weight where white widows width will ' +
  'within word wrap writing x xx xxx y z zero zoom antialiased subpixel osx indicator decrement increment button ' +
  'cancel results scrollbar corner details summary calendar date edit fields loop mid oldstyle lining var ' +
  'userspaceonuse objectboundingbox xmin xmid xmax ymin ymid ymax meet pad reflect ' +
  // Colours that pages name; the rarer of the 148 become black, which moves nothing.
  'aqua beige black blue brown chocolate coral crimson cyan fuchsia gold gray green grey indigo ivory khaki ' +
  'lavender lightblue lightgray lightgreen lightgrey lime magenta maroon midnightblue navy olive orange pink plum ' +
  'purple rebeccapurple red royalblue salmon sienna silver skyblue slategray slateblue steelblue tan teal thistle ' +
  'tomato turquoise violet wheat whitesmoke yellow darkblue darkgray darkgreen darkgrey darkorange darkred ' +
  'dodgerblue deepskyblue dimgray firebrick forestgreen hotpink gainsboro aliceblue seagreen ghostwhite canvas ' +
  'canvastext buttonface buttontext buttonborder field fieldtext graytext linktext highlighttext marktext'

/** Units of numbers. Another unit is a name in disguise and is dropped. */
const units =
  'px em rem ex ch lh rlh vw vh vi vb vmin vmax svw svh lvw lvh dvw dvh cqw cqh cqi cqb cqmin cqmax cm mm in pt pc ' +
  'deg rad grad turn s ms dpi dpcm dppx x fr'

const wordSet: ReadonlySet<string> = /* @__PURE__ */ new Set(/* @__PURE__ */ words.split(' '))
const unitSet: ReadonlySet<string> = /* @__PURE__ */ new Set(/* @__PURE__ */ units.split(' '))
const vendorPrefix = /^-(webkit|moz|ms|o|apple)-/

/** Whether every hyphenated part of an identifier in lower case is a word of CSS. */
export function isCssIdent(ident: string): boolean {
  const bare = ident.replace(vendorPrefix, '')
  if (bare.length > 48) return false
  for (const part of bare.split('-')) if (!wordSet.has(part)) return false
  return true
}

/** Whether a unit in lower case is one of CSS's. */
export function isCssUnit(unit: string): boolean {
  return unitSet.has(unit)
}
