// Holes of rrweb 2.1.6 that matter to a page: what it leaves patched, what it keeps alive, what it does twice (decision
// 0007). Functions that patch the page are given anew, so that stopping puts all back that nobody wrapped since.
import { body, cut, type Edit, inOrder, swap } from './edit-text.ts'

// Only what is read counts: rrweb takes every page for tampered with, as `querySelector` is no accessor, and makes a frame.
const untainted: Edit = inOrder(
  cut(
    '\nconst testableAccessors = {',
    '\nfunction getUntaintedPrototype(',
    `
const testable = {
  Node: ["childNodes", "parentNode", "parentElement", "textContent", "ownerDocument", "lastChild", "nextSibling", "previousSibling", "contains", "getRootNode"],
  ShadowRoot: ["host"],
  Element: ["shadowRoot"],
  MutationObserver: ["constructor"]
};
const untaintedBasePrototype = {};
const untaintedBaseIframeCleanup = {};
function isNativeMember(prototype, name) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  const member = descriptor?.get ?? descriptor?.value;
  return typeof member === "function" && member.toString().includes("[native code]");
}
function getUntaintedPrototype(`,
  ),
  cut(
    '  const accessorNames = key in testableAccessors',
    '    untaintedBasePrototype[key] = defaultObj.prototype;',
    `  if (!globalThis.Zone && testable[key].every((name) => isNativeMember(defaultPrototype, name))) {
    untaintedBasePrototype[key] = defaultObj.prototype;`,
  ),
  swap('      iframeEl.classList.add("rr-block");\n', '      iframeEl.dataset.reseal = "block";\n'),
)

// `see` is told of each call; then the page's own goes on, and what it throws is the page's.
const watchCalls = `
function watchCalls(owner, name, see) {
  const original = owner?.[name];
  if (typeof original !== "function") return () => {
  };
  let isOver = false;
  const seen = callbackWrapper((self, args) => void see(self, args));
  const wrapped = new Proxy(original, {
    apply(target, self, args) {
      if (!isOver) seen(self, args);
      return Reflect.apply(target, self, args);
    }
  });
  owner[name] = wrapped;
  return () => {
    isOver = true;
    if (owner[name] === wrapped) owner[name] = original;
  };
}
`

const patches: Edit = inOrder(
  body(
    'patch',
    'source, name, replacement',
    `
  const original = source[name];
  const wrapped = replacement(original);
  source[name] = wrapped;
  return () => {
    if (source[name] === wrapped) source[name] = original;
  };`,
  ),
  body(
    'hookSetter',
    'target, key, see',
    `
  const original = Object.getOwnPropertyDescriptor(target, key);
  if (!original?.set) return () => {
  };
  let isOver = false;
  const set = function(value) {
    if (!isOver) setTimeout(() => see(this), 0);
    original.set.call(this, value);
  };
  Object.defineProperty(target, key, { ...original, set });
  return () => {
    isOver = true;
    if (Object.getOwnPropertyDescriptor(target, key)?.set === set) Object.defineProperty(target, key, original);
  };`,
  ),
  cut(
    '  const propertyDescriptor = currentWindow.Object.',
    '  const hookProperties',
    '  const hookProperties',
  ),
  cut(
    '  if (propertyDescriptor && propertyDescriptor.set) {',
    '\n  }\n',
    `
  const seeScript = callbackWrapper((target) => eventHandler({ target, isTrusted: false }));
  handlers.push(...hookProperties.map(([owner, key]) => hookSetter(owner, key, seeScript)));
`,
  ),
  swap('`input[type="radio"][name="${name}"]`', '`input[type="radio"][name="${CSS.escape(name)}"]`'),
  body(
    'getNestedCSSRulePositions',
    'rule',
    `
  const positions = [];
  for (let at = rule; at; ) {
    const parent = at.parentRule instanceof CSSGroupingRule ? at.parentRule : null;
    const rules = (parent ?? at.parentStyleSheet)?.cssRules;
    if (rules) positions.unshift(Array.prototype.indexOf.call(rules, at));
    at = parent;
  }
  return positions;`,
  ),
  cut(
    '\nfunction getIdAndStyleId(',
    '\nfunction initAdoptedStyleSheetObserver(',
    `${watchCalls}
function emitForSheet(emit, sheet, { mirror: mirror2, stylesheetManager }, describe) {
  if (!sheet) return;
  const id = sheet.ownerNode ? mirror2.getId(sheet.ownerNode) : void 0;
  const styleId = sheet.ownerNode ? void 0 : stylesheetManager.styleMirror.getId(sheet);
  if ((id ?? styleId) !== -1) emit({ id, styleId, ...describe() });
}
function initStyleSheetObserver(o, { win }) {
  const sheet = win.CSSStyleSheet.prototype;
  const group = win.CSSGroupingRule.prototype;
  const emit = (of, describe) => emitForSheet(o.styleSheetRuleCb, of, o, describe);
  const handlers = [
    watchCalls(sheet, "insertRule", (self, [rule, index2]) => emit(self, () => ({ adds: [{ rule, index: index2 }] }))),
    watchCalls(sheet, "addRule", (self, [selector, style, index2]) => emit(self, () => ({ adds: [{ rule: \`\${selector} { \${style} }\`, index: index2 ?? self.cssRules.length }] }))),
    ...["deleteRule", "removeRule"].map((name) => watchCalls(sheet, name, (self, [index2]) => emit(self, () => ({ removes: [{ index: index2 ?? 0 }] })))),
    ...["replace", "replaceSync"].map((name) => watchCalls(sheet, name, (self, [text]) => emit(self, () => ({ [name]: text })))),
    watchCalls(group, "insertRule", (self, [rule, index2]) => emit(self.parentStyleSheet, () => ({ adds: [{ rule, index: [...getNestedCSSRulePositions(self), index2 || 0] }] }))),
    watchCalls(group, "deleteRule", (self, [index2]) => emit(self.parentStyleSheet, () => ({ removes: [{ index: [...getNestedCSSRulePositions(self), index2] }] })))
  ];
  return () => handlers.forEach((h) => h());
}
function initAdoptedStyleSheetObserver(`,
  ),
  body(
    'initStyleDeclarationObserver',
    'o, { win }',
    `
  const style = win.CSSStyleDeclaration.prototype;
  const emit = ({ parentRule }, change) => parentRule && emitForSheet(o.styleDeclarationCb, parentRule.parentStyleSheet, o, () => ({ ...change, index: getNestedCSSRulePositions(parentRule) }));
  const handlers = [
    watchCalls(style, "setProperty", (self, [property, value, priority]) => emit(self, { set: { property, value, priority } })),
    watchCalls(style, "removeProperty", (self, [property]) => emit(self, { remove: { property } }))
  ];
  return () => handlers.forEach((h) => h());`,
  ),
  cut(
    '  var _a2, _b, _c;\n  let hostId = null;',
    '\nfunction initStyleDeclarationObserver(',
    `
  const isDocument = host2.nodeName === "#document";
  const hostId = mirror2.getId(isDocument ? host2 : index.host(host2));
  const view = isDocument ? host2.defaultView : host2.ownerDocument.defaultView;
  const own = Object.getOwnPropertyDescriptor(host2, "adoptedStyleSheets");
  const original = own ?? (view && Object.getOwnPropertyDescriptor(view[isDocument ? "Document" : "ShadowRoot"].prototype, "adoptedStyleSheets"));
  if (hostId === -1 || !original?.set) return () => {
  };
  const see = callbackWrapper((sheets) => stylesheetManager.adoptStyleSheets(sheets, hostId));
  const set = (sheets) => {
    original.set.call(host2, sheets);
    see(sheets);
  };
  Object.defineProperty(host2, "adoptedStyleSheets", { ...original, get: () => original.get.call(host2), set });
  return () => {
    if (Object.getOwnPropertyDescriptor(host2, "adoptedStyleSheets")?.set !== set) return;
    if (own) Object.defineProperty(host2, "adoptedStyleSheets", own);
    else delete host2.adoptedStyleSheets;
  };
}
function initStyleDeclarationObserver(`,
  ),
  // Changes the page's own Array.from.
  cut(
    '\ntry {\n  if (Array.from([1]',
    '\nconst mirror = createMirror();',
    '\nconst mirror = createMirror();',
  ),
)

// A buffer ends with its observer; a frame is observed once, not once more with each snapshot.
const leaks: Edit = inOrder(
  swap(
    '  return [observer, iframeCleanup];\n',
    `  return [{
    disconnect() {
      observer.disconnect();
      const at = mutationBuffers.indexOf(mutationBuffer);
      if (at >= 0) mutationBuffers.splice(at, 1);
    }
  }, iframeCleanup];
`,
  ),
  swap('    mutationBuffers.forEach((b) => b.reset());\n', ''),
  cut('\n  reset() {\n    this.shadowDomManager.reset();', '\n  }\n', '\n'),
  swap(
    '        handlers.push(observe(iframeEl.contentDocument));\n',
    `        frameHandlers.get(iframeEl)?.();
        frameHandlers.set(iframeEl, observe(iframeEl.contentDocument));
`,
  ),
  // Numbers begin anew with the mirror: the document is node 1, or every node is told its document.
  swap(
    '  mirror.reset();\n',
    '  mirror.reset();\n  _id = 1;\n  const frameHandlers = /* @__PURE__ */ new Map();\n',
  ),
  // Each snapshot listened once more to every frame.
  cut(
    '\nfunction onceIframeLoaded(',
    '\nfunction onceStylesheetLoaded(',
    `
const loadListeners = /* @__PURE__ */ new WeakMap();
function onceIframeLoaded(iframeEl, listener) {
  const win = iframeEl.contentWindow;
  let readyState;
  try {
    readyState = win?.document.readyState;
  } catch {
  }
  if (!readyState) return;
  const blankUrl = "about:blank";
  const delay = readyState !== "complete" ? 5e3 : win.location.href !== blankUrl || iframeEl.src === blankUrl || iframeEl.src === "" ? 0 : -1;
  const timer = delay < 0 ? 0 : setTimeout(listener, delay);
  const onLoad = () => {
    clearTimeout(timer);
    listener();
  };
  iframeEl.removeEventListener("load", loadListeners.get(iframeEl));
  loadListeners.set(iframeEl, onLoad);
  iframeEl.addEventListener("load", onLoad);
}
function onceStylesheetLoaded(`,
  ),
  swap(
    '      handlers.forEach((handler) => {\n        try {',
    '      [...handlers, ...frameHandlers.values(), () => shadowDomManager.reset()].forEach((handler) => {\n        try {',
  ),
  cut('          const msg = String(error)', '          }\n', ''),
  swap(
    '      processedNodeManager.destroy();\n',
    '      frameHandlers.clear();\n      mutationBuffers.length = 0;\n',
  ),
  swap('  destroy() {\n  }\n', ''),
  // They hold the last recording; what is throttled may still call them.
  swap(
    '      unregisterErrorHandler();\n',
    `      unregisterErrorHandler();
      takeFullSnapshot = wrappedEmit = Function.prototype;
`,
  ),
  swap(
    '    stylesheetManager.reset();\n',
    `    stylesheetManager.reset();
    for (const [frame, stop] of frameHandlers) if (!frame.isConnected && frameHandlers.delete(frame)) stop();
`,
  ),
)

/** rrweb without its holes. */
export const closeHoles: Edit = inOrder(untainted, patches, leaks)
