// How the banner looks. A constructed style sheet: no policy against inline styles concerns it. Nothing moves, so there is
// nothing to reduce for those who ask for less motion. Sizes are in em of the size that the reader chose in the browser,
// whatever the page makes of its root.

/** Text of the banner's one style sheet. Contrast of text to ground is at least 7 in both schemes. */
export const bannerStyle = `
/* Important: else any rule of the page that matches every element would come first. */
:host {
  all: initial !important;
  position: fixed !important;
  inset: auto 1em 1em !important;
  z-index: 2147483647 !important;
  display: flex !important;
  justify-content: center !important;
  pointer-events: none !important;
}
section {
  box-sizing: border-box;
  inline-size: 100%;
  max-inline-size: 46em;
  max-block-size: calc(100vh - 2em);
  overflow: auto;
  padding: 1em 1.25em;
  pointer-events: auto;
  color: #1a1d21;
  background: #fff;
  border: 1px solid #6b7280;
  border-radius: .5em;
  box-shadow: 0 .25em 1.5em #0005;
  font: 1em/1.5 system-ui, sans-serif;
  text-align: start;
  overflow-wrap: anywhere;
}
h2 { margin: 0 0 .25em; font-size: 1.125em; line-height: 1.35; }
p { margin: 0 0 .75em; white-space: pre-line; }
a { color: #0b4a8f; }
div { display: flex; flex-wrap: wrap; gap: .75em; }
button {
  flex: 1 1 12em;
  min-block-size: 2.75em;
  padding: .5em 1em;
  color: #fff;
  background: #17406d;
  border: 1px solid #17406d;
  border-radius: .375em;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button:hover { background: #0f2f52; }
:is(a, button, section):focus-visible {
  outline: 3px solid #0b4a8f;
  outline-offset: 2px;
}
@media (prefers-color-scheme: dark) {
  section { color: #f1f3f5; background: #1b1f24; border-color: #8b94a0; }
  a { color: #a8cdfa; }
  button { color: #0d1520; background: #c9defa; border-color: #c9defa; }
  button:hover { background: #e3eefd; }
  :is(a, button, section):focus-visible { outline-color: #a8cdfa; }
}
@media (forced-colors: active) {
  button { border-color: ButtonBorder; }
  :is(a, button, section):focus-visible { outline-color: Highlight; }
}
@media print { :host { display: none !important; } }
`
