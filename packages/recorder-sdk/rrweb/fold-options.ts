// rrweb's options as far as they are the same in every recording (observer-options.ts): what they never ask for goes, and
// with it what the redactor never lets through: canvases, media, fonts, custom elements, where links lead, frames of other
// origins.
import { body, cut, type Edit, inOrder, swap, swapAll } from './edit-text.ts'

// Handed from function to function, in lines of their own.
const handedOn =
  'blockClass|blockSelector|maskTextClass|maskTextSelector|maskTextFn|needsMask|inlineStylesheet|inlineImages|recordCanvas|' +
  'dataURLOptions|keepIframeSrcFn|canvasManager|recordDOM|userTriggeredOnInput|collectFonts|ignoreClass|hooks|packFn|' +
  'checkoutEveryNms|checkoutEveryNth|maskAllInputs|mousemoveWait|recordCrossOriginIframes|plugins|ignoreCSSAttributes|' +
  'iframeLoadTimeout|stylesheetLoadTimeout|slimDOMOptions'

const leaveOut = (name: string): Edit => cut(`\nfunction ${name}(`, '\n}\n', '\n')

// The one worker and `blob:` URL that a strict content security policy would have to allow is among them.
const parts: Edit = inOrder(
  cut('\nvar chars = ', '\nclass StylesheetManager {', '\nclass StylesheetManager {'),
  cut('\nclass BaseRRNode {', '\nfunction on(', '\nfunction on('),
  swap('  if (n instanceof BaseRRNode && "shadowRoot" in n) {\n    return Boolean(n.shadowRoot);\n  }\n', ''),
  cut('\nconst DEPARTED_MIRROR_ACCESS_WARNING = ', '\nfunction throttle(', '\nfunction throttle('),
  cut('\nclass CrossOriginIframeMirror {', '\nclass IframeManager {', '\nclass IframeManager {'),
  leaveOut('initMediaInteractionObserver'),
  swap('  const mediaInteractionHandler = initMediaInteractionObserver(o);\n', ''),
  swap('    mediaInteractionHandler();\n', ''),
  leaveOut('initFontObserver'),
  cut('    if (o.collectFonts) {', '    }\n', ''),
  swap('  let fontObserver = () => {\n  };\n', ''),
  swap('    fontObserver();\n', ''),
  leaveOut('initCustomElementObserver'),
  swap('  const customElementObserver = initCustomElementObserver(o);\n', ''),
  swap('    customElementObserver();\n', ''),
  leaveOut('mergeHooks'),
  swap('  mergeHooks(o, hooks);\n', ''),
  cut(
    '  const pluginHandlers = [];\n',
    '  return callbackWrapper(() => {',
    '  return callbackWrapper(() => {',
  ),
  swap('    pluginHandlers.forEach((h) => h());\n', ''),
  leaveOut('polyfill'),
  swap('  polyfill();\n', ''),
  leaveOut('fixBrowserCompatibilityIssuesInCSS'),
  swap('return fixBrowserCompatibilityIssuesInCSS(stringifiedRules)', 'return stringifiedRules'),
)

const frames: Edit = inOrder(
  cut(
    '    __publicField(this, "iframes", ',
    '    this.mutationCb = options.mutationCb;\n',
    '    this.mutationCb = options.mutationCb;\n',
  ),
  swap('    this.wrappedEmit = options.wrappedEmit;\n', ''),
  cut(
    '    this.recordCrossOriginIframes = options.recordCrossOriginIframes;\n',
    '    this.mirror = options.mirror;\n',
    '    this.mirror = options.mirror;\n',
  ),
  cut('    if (this.recordCrossOriginIframes) {\n', '    }\n', ''),
  cut('  addIframe(iframeEl) {\n', '\n  }\n', ''),
  cut('    if (this.recordCrossOriginIframes)\n', '      );\n', ''),
  cut('  handleMessage(message) {\n', '\nclass ShadowDomManager {', '}\nclass ShadowDomManager {'),
)

// What a mirror of nodes was told of links and frames was for what is left out.
const serialized: Edit = inOrder(
  cut(
    '            if (isSerializedIframe(currentN, ',
    '            if (hasShadowRoot(n)) {',
    '            if (hasShadowRoot(n)) {',
  ),
  cut(
    '        if (isSerializedIframe(n, mirror)) {',
    '        if (hasShadowRoot(n)) {',
    '        if (hasShadowRoot(n)) {',
  ),
  leaveOut('isSerializedIframe'),
  leaveOut('isSerializedStylesheet'),
  cut('    this.trackLinkElement(linkEl);\n', '  adoptStyleSheets(', '  }\n  adoptStyleSheets('),
  cut(
    '    this.trackedLinkElements = /*',
    '\n}\nclass ProcessedNodeManager',
    '  }\n}\nclass ProcessedNodeManager',
  ),
  swap('    __publicField(this, "trackedLinkElements", /* @__PURE__ */ new WeakSet());\n', ''),
)

// No class of the page blocks, masks or ignores: the redactor does.
const blocking: Edit = inOrder(
  leaveOut('isBlocked'),
  leaveOut('_isBlockedElement'),
  leaveOut('classMatchesRegex'),
  leaveOut('needMaskingText'),
  swapAll(/\bisBlocked\([^()]*\)/g, 'false'),
  swap('  const needBlock = _isBlockedElement(n, blockClass, blockSelector);\n', ''),
  cut('  if (needBlock) {\n', '\n  }\n', '\n'),
  swap('    needBlock,\n', ''),
  swap(
    '    recordChild = recordChild && !serializedNode.needBlock;\n    delete serializedNode.needBlock;\n',
    '',
  ),
  cut('  let { needsMask } = options;\n', '  let { preserveWhiteSpace', '  let { preserveWhiteSpace'),
  cut('  if (!needsMask) {\n', '\n  }\n', '\n'),
  cut('  if (!isStyle && !isScript && textContent2 && needsMask) {', '\n  }\n', '\n'),
  swap(
    'const { needsMask, maskTextFn, rootId, cssCaptured } = options',
    'const { rootId, cssCaptured } = options',
  ),
  cut('              value: needMaskingText(', ': value,\n', '              value,\n'),
  swap('target.classList.contains(ignoreClass) || ignoreSelector', 'ignoreSelector'),
  swap(
    'userTriggeredOnInput ? { text, isChecked, userTriggered } : { text, isChecked }',
    '{ text, isChecked }',
  ),
  swap('    const userTriggered = event.isTrusted;\n', ''),
  cut('            userTriggeredOnInput ? { text: text2', ' : { text: text2', '            { text: text2'),
  swap(
    'const { doc, mirror: mirror2, blockClass, blockSelector, selectionCb } = param',
    'const { doc, mirror: mirror2, selectionCb } = param',
  ),
)

// The redactor keeps of an address the fragment, so none has to be whole, and of a sheet no comment.
const addresses: Edit = inOrder(
  leaveOut('absolutifyURLs'),
  leaveOut('extractOrigin'),
  cut('\nconst URL_IN_CSS_REF', '\nfunction normalizeCssString', '\nfunction normalizeCssString'),
  leaveOut('normalizeCssString'),
  leaveOut('splitCssText'),
  leaveOut('markCssSplits'),
  cut('      if (n.childNodes.length > 1) {\n        cssText = markCssSplits', '      }\n', ''),
  leaveOut('getAbsoluteSrcsetString'),
  leaveOut('absoluteToDoc'),
  leaveOut('getHref'),
  leaveOut('transformAttribute'),
  leaveOut('ignoreAttribute'),
  cut(
    '    if (!ignoreAttribute(tagName, attr.name, attr.value)) {',
    '\n    }\n',
    '    attributes[attr.name] = attr.value;\n',
  ),
  swap('          if (!ignoreAttribute(tagNameLower, attributeName)) {\n', '          {\n'),
  cut(
    '            item.attributes[attributeName] = transformAttribute(',
    '            );\n',
    '            item.attributes[attributeName] = value;\n',
  ),
  cut('    if (isStyle && textContent2) {', '\n    }\n', ''),
  body('escapeImportStatement', '', ' return "@import url();"; '),
  swap('      escapeImportStatement(rule);', '      escapeImportStatement();'),
  swap('      importStringified = rule.cssText;', '      importStringified = escapeImportStatement();'),
  cut('    if (rule.styleSheet.href) {', '    }\n', ''),
  cut('    if (sheetHref) {', '    }\n', ''),
  cut('    let sheetHref = s.href;', '    const stringifiedRules', '    const stringifiedRules'),
  swap('stringifyRule(rule, sheetHref)', 'stringifyRule(rule)'),
  swap('stringifyRule(r, sheet.href)', 'stringifyRule(r)'),
)

// What is read of canvases, pictures and media; the place of a frame.
const content: Edit = inOrder(
  leaveOut('is2DCanvasBlank'),
  cut(
    '  if (tagName === "canvas" && recordCanvas) {',
    '  if (!newlyAddedElement) {',
    '  if (!newlyAddedElement) {',
  ),
  cut('  if (tagName === "iframe" && !keepIframeSrcFn(', '\n  }\n', ''),
  cut(
    '          if (tagNameLower === "iframe" && attributeName === "src"',
    '          if (!item) {',
    '          if (!item) {',
  ),
  swap('tagName === "link" && inlineStylesheet', 'tagName === "link"'),
  swap('  let attributes = {};\n', '  const attributes = {};\n'),
)

// `slimDOMOptions: 'all'`. Of a head no meta is kept: none of their contents is.
const slimDom: Edit = inOrder(
  leaveOut('slimDOMDefaults'),
  leaveOut('lowerIfExists'),
  leaveOut('extractFileExtension'),
  swapAll(
    /extractFileExtension\(sn\.attributes\.href\) === "js"/g,
    '/\\.js(?:[?#]|$)/.test(sn.attributes.href)',
  ),
  swapAll(
    /extractFileExtension\(serializedNode\.attributes\.href\) === "css"/g,
    '/\\.css(?:[?#]|$)/.test(serializedNode.attributes.href)',
  ),
  swap(
    'function slimDOMExcluded(sn, slimDOMOptions) {\n  if (slimDOMOptions.comment && ',
    'function slimDOMExcluded(sn, n) {\n  if (',
  ),
  swap('if (slimDOMOptions.script && // script tag', 'if (// script tag'),
  cut(
    '    } else if (slimDOMOptions.headFavicon && ',
    '  return false;',
    `    }
    return sn.tagName === "link" && sn.attributes.rel === "shortcut icon" || sn.tagName === "meta" && index.parentNode(n)?.nodeName === "HEAD";
  }
  return false;`,
  ),
  swap('slimDOMExcluded(_serializedNode, slimDOMOptions)', 'slimDOMExcluded(_serializedNode, n)'),
  swap('slimDOMOptions.headWhitespace && ', ''),
  swap(' && slimDOMOptions.headTitleMutations', ''),
  swapAll(/, (?:this\.)?slimDOMOptions\)/g, ')'),
  swap('  const slimDOMOptions = slimDOMDefaults(slimDOM);\n', ''),
  swap('  const slimDOMOptions = slimDOMDefaults(_slimDOMOptions);\n', ''),
  swap('      slimDOM: slimDOMOptions,\n', ''),
  swap('    slimDOM = false,\n', ''),
  swap('    slimDOMOptions: _slimDOMOptions,\n', ''),
)

const inputs: Edit = inOrder(
  cut('  const maskInputOptions = maskAllInputs === true ? {\n', ' : maskAllInputs;\n', ''),
  swap('      maskAllInputs: maskInputOptions,\n', '      maskInputOptions,\n'),
  swap('    maskAllInputs = false,\n', '    maskInputOptions,\n'),
  cut('  const maskInputOptions = maskAllInputs === true ? {\n', '{ password: true };\n', ''),
  swap('    maskInputOptions: _maskInputOptions,\n', '    maskInputOptions,\n'),
  cut(
    '  let text = value || "";\n  const actualType',
    '  return text;\n',
    '  const text = value || "";\n  return maskInputOptions[tagName.toLowerCase()] ? maskInputFn(text, element) : text;\n',
  ),
  swap('maskInputOptions[tagName.toLowerCase()] || maskInputOptions[type]', 'true'),
)

// Options that are there are handed on as they are.
const handing: Edit = inOrder(
  cut(
    '      return serializeElementNode(n, {\n',
    '      });\n',
    '      return serializeElementNode(n, options, rootId);\n',
  ),
  cut(
    '      return serializeTextNode(n, {\n',
    '      });\n',
    '      return serializeTextNode(n, options, rootId);\n',
  ),
  swap('function serializeElementNode(n, options) {', 'function serializeElementNode(n, options, rootId) {'),
  swap(
    '    newlyAddedElement = false,\n    rootId\n  } = options;',
    '    newlyAddedElement = false\n  } = options;',
  ),
  swap('function serializeTextNode(n, options) {', 'function serializeTextNode(n, options, rootId) {'),
  swap('  const { rootId, cssCaptured } = options;', '  const { cssCaptured } = options;'),
  cut(
    '  const _serializedNode = serializeNode(n, {\n',
    '  });\n',
    '  const _serializedNode = serializeNode(n, options);\n',
  ),
  cut(
    '          const serializedIframeNode = serializeNodeWithId(iframeDoc, {\n',
    '          });\n',
    '          const serializedIframeNode = serializeNodeWithId(iframeDoc, { ...whole(), doc: iframeDoc });\n',
  ),
  cut(
    '          const serializedLinkNode = serializeNodeWithId(n, {\n',
    '          });\n',
    '          const serializedLinkNode = serializeNodeWithId(n, whole());\n',
  ),
  cut('    const bypassOptions = {\n', '    };\n', '    const bypassOptions = whole();\n'),
  swap(
    '  let recordChild = !skipChild;\n',
    '  let recordChild = !skipChild;\n' +
      '  if (serializedNode.tagName === "head") preserveWhiteSpace = false;\n' +
      '  const whole = () => ({ ...options, skipChild: false, newlyAddedElement: false, cssCaptured: false, preserveWhiteSpace });\n',
  ),
  cut('    if (serializedNode.type === NodeType.Element && serializedNode.tagName === "head") {', '    }\n'),
  cut(
    '  return serializeNodeWithId(n, {\n    doc: n,\n',
    '  });\n',
    '  return serializeNodeWithId(n, { ...options, doc: n });\n',
  ),
)

// Names that are strings would have to stay as long as they are.
const buffer: Edit = cut('    [\n      "mutationCb",\n', '    });\n', '    Object.assign(this, options);\n')

const loop = '  for (const plugin of plugins || []) {\n'

const record: Edit = inOrder(
  cut('  const inEmittingFrame = ', '  mirror.reset();\n', '  mirror.reset();\n'),
  cut('  let lastFullSnapshotEvent;\n', '  wrappedEmit = ', '  wrappedEmit = '),
  cut(
    '    if (inEmittingFrame) {',
    '  };\n  const wrappedMutationEmit',
    '    emit(e);\n  };\n  const wrappedMutationEmit',
  ),
  cut('  const wrappedCanvasMutationEmit = ', '  const wrappedAdopted', '  const wrappedAdopted'),
  cut(loop, '  const processedNodeManager', '  const processedNodeManager'),
  cut('  canvasManager = new CanvasManager({', '  });\n', ''),
  swap('    if (!recordDOM) {\n      return;\n    }\n', ''),
  swapAll(/ {2}if \(o\.recordDOM\) \{\n/g, '  {\n'),
  cut('          mediaInteractionCb: (p)', '          styleSheetRuleCb', '          styleSheetRuleCb'),
  cut('          canvasMutationCb: wrapped', '          selectionCb', '          selectionCb'),
  cut('          customElementCb: (c)', '          blockClass,\n', ''),
  cut('          plugins: ((_a2 = ', '        },\n        hooks\n      );', '        }\n      );'),
  swap(
    '      var _a2;\n      return callbackWrapper(initObservers)',
    '      return callbackWrapper(initObservers)',
  ),
  swap('function initObservers(o, hooks = {}) {', 'function initObservers(o) {'),
  swap('    recordAfter = options.recordAfter === "DOMContentLoaded" ? options.recordAfter : "load",\n', ''),
  swap('if (recordAfter === "DOMContentLoaded") init();', 'init();'),
  swap('            if (recordAfter === "load") init();\n', ''),
  swapAll(/^ {2,}(?:this\.)?canvasManager[^\n]*;\n/gm, ''),
  swap('let canvasManager;\n', ''),
)

const options: Edit = inOrder(
  swapAll(new RegExp(`^ +(?:${handedOn})(?: = [^,\\n]*)?,?\\n`, 'gm'), ''),
  swapAll(new RegExp(`^ +(${handedOn}): this\\.\\1,?\\n`, 'gm'), ''),
  swapAll(new RegExp(`^ +__publicField\\(this, "(?:${handedOn})"\\);\\n`, 'gm'), ''),
  swapAll(/\}, (?:iframe|styleSheet)LoadTimeout\);/g, '}, 5e3);'),
  cut('        if (ignoreCSSAttributes.has(property)) {', '        }\n', ''),
  cut('        if (ignoreCSSAttributes.has(property)) {', '        }\n', ''),
  swapAll(/, (?:iframe|styleSheet)LoadTimeout\)/g, ')'),
)

// Every browser of today has pointer events and a scrolling element.
const interactions = `
  let currentPointerType = null;
  const handlers = Object.entries({ pointerup: 0, pointerdown: 1, click: 2, contextmenu: 3, dblclick: 4, focus: 5, blur: 6, touchcancel: 10 }).map(([eventName, interaction]) => on(eventName, callbackWrapper((event) => {
    const e = legacy_isTouchEvent(event) ? event.changedTouches[0] : event;
    let type = interaction;
    let pointerType = e === event ? { mouse: 0, pen: 1, touch: 2 }[event.pointerType] ?? null : 2;
    if (pointerType === 2 && type < 2) type = type ? 7 : 9;
    if (pointerType !== null) {
      currentPointerType = pointerType;
      if (pointerType === 2 ? type > 6 : !pointerType && type < 2) pointerType = null;
    } else if (type === 2) {
      pointerType = currentPointerType;
      currentPointerType = null;
    }
    if (!e) return;
    mouseInteractionCb({ type, id: mirror2.getId(getEventTarget(event)), x: e.clientX, y: e.clientY, ...pointerType !== null && { pointerType } });
  }), doc));
  return () => handlers.forEach((h) => h());`

// No player looks anything up.
const lookups: Edit = inOrder(
  cut('  replace(id, n) {\n', '\n  }\n'),
  swap('    __publicField(this, "idStyleMap", /* @__PURE__ */ new Map());\n', ''),
  cut(
    '    let newId;\n',
    '    return newId;\n',
    '    const newId = this.id++;\n    this.styleIDMap.set(stylesheet, newId);\n    return newId;\n',
  ),
  cut('  getStyle(id) {\n', '\n  }\n'),
  swap('    this.idStyleMap = /* @__PURE__ */ new Map();\n', ''),
  cut('  generateId() {\n', '\n  }\n'),
)

const browsers: Edit = inOrder(
  body('initMouseInteractionObserver', '{ mouseInteractionCb, doc, mirror: mirror2 }', interactions),
  body(
    'getWindowScroll',
    'win',
    `
  const top = win.document.scrollingElement;
  return { left: top?.scrollLeft ?? win.scrollX, top: top?.scrollTop ?? win.scrollY };`,
  ),
  body('getWindowHeight', '', ' return window.innerHeight; '),
  body('getWindowWidth', '', ' return window.innerWidth; '),
  body('getEventTarget', 'event', ' return event.composedPath?.()[0] ?? event.target; '),
  cut('let nowTimestamp = Date.now;\n', '\n}\n', 'const nowTimestamp = Date.now;\n'),
  // Throttled is what begins at once.
  cut('    if (!previous && options.leading === false) {', '    }\n', ''),
  swap('previous = options.leading === false ? 0 : Date.now();', 'previous = Date.now();'),
  swap('const context = this;\n', '\n'),
  swap('func.apply(context, args);', 'func(...args);'),
  cut('  if (sampling.mousemove === false) {', '\n  }\n', ''),
  // Asked only between start and stop.
  swap('    throw new Error("please add custom event after start recording");\n', '    return;\n'),
  swap('    throw new Error("please take full snapshot after start recording");\n', '    return;\n'),
)

/** rrweb with its options as they are. */
export const foldOptions: Edit = inOrder(
  parts,
  frames,
  serialized,
  blocking,
  addresses,
  content,
  slimDom,
  inputs,
  record,
  buffer,
  options,
  handing,
  lookups,
  browsers,
)
