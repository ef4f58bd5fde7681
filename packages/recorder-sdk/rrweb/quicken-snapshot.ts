// The same snapshot for less: nodes are walked from sibling to sibling, attributes are read by name, nothing is made for each
// node that is thrown away again, and of a node that was written its id is all that is kept.
import { body, cut, type Edit, inOrder, swap, swapAll } from './edit-text.ts'

// Looked up once for each name, not by two keys on every call; a method is not bound anew each time.
const accessors: Edit = inOrder(
  swap('  Node: ["childNodes", ', '  Node: ["childNodes", "firstChild", '),
  swap('  Element: ["shadowRoot"],', '  Element: ["shadowRoot", "getAttribute", "getAttributeNames"],'),
  cut(
    '\nconst untaintedAccessorCache = {};\n',
    '\nfunction host(n) {',
    `
const accessorOf = (key, name) => {
  let get;
  return (n) => (get ??= Object.getOwnPropertyDescriptor(getUntaintedPrototype(key), name).get).call(n);
};
const methodOf = (key, name) => {
  let method;
  return (n, value) => (method ??= getUntaintedPrototype(key)[name]).call(n, value);
};
const ownerDocument = accessorOf("Node", "ownerDocument");
const childNodes = accessorOf("Node", "childNodes");
const parentNode = accessorOf("Node", "parentNode");
const parentElement = accessorOf("Node", "parentElement");
const textContent = accessorOf("Node", "textContent");
const firstChild = accessorOf("Node", "firstChild");
const lastChild = accessorOf("Node", "lastChild");
const nextSibling = accessorOf("Node", "nextSibling");
const previousSibling = accessorOf("Node", "previousSibling");
const hostOf = accessorOf("ShadowRoot", "host");
const shadowRootOf = accessorOf("Element", "shadowRoot");
const contains = methodOf("Node", "contains");
const getRootNode = methodOf("Node", "getRootNode");
const attributeNames = methodOf("Element", "getAttributeNames");
const attributeOf = methodOf("Element", "getAttribute");
function host(n) {`,
  ),
  swap('getUntaintedAccessor("ShadowRoot", n, "host")', 'hostOf(n)'),
  swap('getUntaintedAccessor("Element", n, "shadowRoot")', 'shadowRootOf(n)'),
  cut('\nfunction styleSheets(n) {', '\n}\n', '\n'),
  cut('\nfunction querySelector(', '\nfunction mutationObserverCtor(', '\nfunction mutationObserverCtor('),
  cut('\nconst index = {\n', '\n};\n', '\n'),
  swapAll(/\bindex\.(\w+)\(/g, '$1('),
)

// What a node was written as holds the texts of the page; nobody asks for it again.
const mirror: Edit = inOrder(
  cut(
    '    var _a2;\n    if (!n) return -1;\n',
    '    return id ?? -1;\n',
    '    return n && this.nodeMetaMap.get(n) || -1;\n',
  ),
  cut('  getMeta(n) {\n', '  }\n'),
  swap('    this.nodeMetaMap.set(n, meta);\n', '    this.nodeMetaMap.set(n, id);\n'),
)

const element: Edit = inOrder(
  // Room for the id, which comes last.
  swap('    isCustom: isCustomElement\n', '    isCustom: isCustomElement,\n    id: 0\n'),
  cut(
    '  const len = n.attributes.length;\n',
    '\n  }\n',
    `  for (const name of attributeNames(n)) {
    // Null of a name that is not in lower case.
    attributes[name] = attributeOf(n, name) ?? Array.from(n.attributes).find((attr) => attr.name === name)?.value;
  }
`,
  ),
  cut(
    '  if (tagName === "link") {\n',
    '  if (["input"',
    `  const sheet = tagName === "link" ? Array.from(doc.styleSheets).find((s) => s.href === n.href) : tagName === "style" && n.sheet;
  const cssText = sheet && stringifyStylesheet(sheet);
  if (cssText) {
    if (tagName === "link") {
      delete attributes.rel;
      delete attributes.href;
    }
    attributes._cssText = cssText;
  }
  if (["input"`,
  ),
  swap('["input", "textarea", "select"].includes(tagName)', '/^(?:input|textarea|select)$/.test(tagName)'),
  // No other name can be defined.
  cut('  let isCustomElement;\n', '  return {\n', '  return {\n'),
  swap(
    'isCustom: isCustomElement,',
    'isCustom: tagName.includes("-") && globalThis.customElements?.get(tagName) ? true : void 0,',
  ),
)

// What the browser's own accessor gives is a native one.
const shadows: Edit = inOrder(
  swap('    if (!isNativeShadowDom(shadowRoot2)) return;\n', ''),
  swap(
    'isShadowRoot(m.target) && isNativeShadowDom(m.target) ? true : void 0',
    'isShadowRoot(m.target) || void 0',
  ),
  body('hasShadowRoot', 'n', ' return Boolean(shadowRoot(n)); '),
  body(
    'isShadowRoot',
    'n',
    `
  const hostEl = n && "host" in n && "mode" in n && host(n);
  return Boolean(hostEl && shadowRoot(hostEl) === n);
`,
  ),
  body(
    'getShadowHost',
    'n',
    `
  const root = getRootNode(n);
  return root.nodeType === 11 ? host(root) : null;
`,
  ),
)

const nodes: Edit = inOrder(
  cut(
    '  const {\n    doc,\n    maskInputOptions = {},\n    maskInputFn,\n    newlyAddedElement = false,\n    cssCaptured',
    'getRootId(doc);\n',
    '  const rootId = getRootId(options.doc);\n',
  ),
  cut(
    '      if (n.compatMode !== "CSS1Compat") {',
    '\n      }\n',
    '      return { type: 0, childNodes: [], ...n.compatMode !== "CSS1Compat" && { compatMode: n.compatMode } };\n',
  ),
  body(
    'snapshot',
    'n, options',
    ' return serializeNodeWithId(n, { ...options, doc: n, cssCaptured: false, preserveWhiteSpace: true }); ',
  ),
  body(
    'maskInputValue',
    '{ element, maskInputOptions, value, maskInputFn }',
    `
  return maskInputOptions[element.localName] ? maskInputFn(value || "", element) : value || "";
`,
  ),
  swapAll(/^ {8,}tagName(?:: \w+\.tagName)?,\n/gm, ''),
  swapAll(/^ +type: getInputType\(\w+\),\n/gm, ''),
  swap('            const type = getInputType(target);\n', ''),
  swapAll(/^ +type,\n/gm, ''),
  swap('function serializeNode(n, options) {', 'function serializeNode(n, options, parent) {'),
  swap('serializeTextNode(n, options, rootId);', 'serializeTextNode(n, options, rootId, parent);'),
  swap(
    'function serializeTextNode(n, options, rootId) {',
    'function serializeTextNode(n, options, rootId, parent) {',
  ),
  swap('  const parent = parentNode(n);\n  const parentTagName', '  const parentTagName'),
  swap(
    '    textContent: textContent2 || "",\n    rootId\n',
    '    textContent: textContent2 || "",\n    rootId,\n    id: 0\n',
  ),
  swap(
    '\nfunction serializeNodeWithId(',
    `
// The same object for all that is below, but where a style, a head or an addition differs from what it holds.
function optionsBelow(options, preserveWhiteSpace, cssCaptured = false) {
  const { skipChild, newlyAddedElement } = options;
  return skipChild || newlyAddedElement || cssCaptured !== options.cssCaptured || preserveWhiteSpace !== options.preserveWhiteSpace ? { ...options, skipChild: false, newlyAddedElement: false, cssCaptured, preserveWhiteSpace } : options;
}
// A list that grows takes the room of seventeen; most have one entry.
function serializeChildren(n, options, children) {
  for (let child = firstChild(n); child; child = nextSibling(child)) {
    const node = serializeNodeWithId(child, options, n);
    if (node) children = children.length ? (children.push(node), children) : [node];
  }
  return children;
}
function serializeNodeWithId(`,
  ),
  body(
    'serializeNodeWithId',
    'n, options, parent = parentNode(n)',
    `
  let { preserveWhiteSpace = true } = options;
  const node = serializeNode(n, options, parent);
  if (!node) return null;
  const { type, tagName, attributes } = node;
  const id = node.id = mirror.hasNode(n) ? mirror.getId(n) : slimDOMExcluded(node, n) || !preserveWhiteSpace && type === 3 && !/\\S/.test(node.textContent) ? IGNORED_NODE : genId();
  mirror.add(n, node);
  if (id === IGNORED_NODE) return null;
  const shadow = type === 2 ? shadowRoot(n) : null;
  if (shadow) {
    options.onSerialize(n);
    node.isShadowHost = true;
  }
  if (tagName === "head") preserveWhiteSpace = false;
  if (node.childNodes && !options.skipChild) {
    const below = optionsBelow(options, preserveWhiteSpace, attributes?._cssText !== void 0);
    if (tagName !== "textarea" || attributes.value === void 0) node.childNodes = serializeChildren(n, below, node.childNodes);
    if (shadow) node.childNodes = serializeChildren(shadow, below, node.childNodes);
  }
  if (parent?.nodeType === 11 && isShadowRoot(parent)) node.isShadow = true;
  if (tagName === "iframe") {
    onceIframeLoaded(n, () => {
      const doc = n.contentDocument;
      const serialized = doc && serializeNodeWithId(doc, { ...optionsBelow(options, preserveWhiteSpace), doc });
      if (serialized) options.onIframeLoad(n, serialized);
    });
  }
  if (tagName === "link" && (attributes.rel === "stylesheet" || attributes.rel === "preload" && /\\.css(?:[?#]|$)/.test(attributes.href))) {
    onceStylesheetLoaded(n, () => {
      const serialized = serializeNodeWithId(n, optionsBelow(options, preserveWhiteSpace));
      if (serialized) options.onStylesheetLoad(n, serialized);
    });
  }
  return node;
`,
  ),
)

/** rrweb with a quicker snapshot. */
export const quickenSnapshot: Edit = inOrder(accessors, mirror, element, shadows, nodes)
