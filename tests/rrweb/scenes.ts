// What random trees seldom hold or do, as trees with steps: all kinds of observation, and batches of changes.
import type { FuzzTree } from '../support/fuzz/tree.ts'

const scene = (html: string, ...phases: readonly string[]): FuzzTree => ({
  isEarly: true,
  nodes: [{ kind: 'html', html }],
  steps: phases.map((code, phase) => ({ phase, code })),
})

const find = 'const q = (selector) => root.querySelector(selector);'

/** Each is planted before recording begins. */
export const scenes: readonly FuzzTree[] = [
  // Fields.
  scene(
    `<form><input class=t value=a><input type=password value=b><input type=checkbox><input type=radio name=r value=1 checked>
     <input type=radio name=r value=2><input type=range><input type=hidden value=c><textarea>d</textarea>
     <select><option>e<option selected>f<optgroup label=g><option>h</optgroup></select>
     <select multiple><option selected>i<option selected>j</select><button>k</button><input type=submit value=l></form>`,
    `${find} const fire = (e) => { for (const t of ['input', 'change']) e.dispatchEvent(new Event(t, { bubbles: true })) };
     q('.t').value = 'typed'; fire(q('.t')); q('textarea').value = 'area'; fire(q('textarea'));
     q('[type=checkbox]').checked = true; fire(q('[type=checkbox]')); q('[value="2"]').checked = true; fire(q('[value="2"]'));
     q('select').selectedIndex = 0; fire(q('select')); q('[multiple]').options[0].selected = false; fire(q('[multiple]'))`,
    `${find} q('.t').value = 'by script'; q('textarea').value = 'by script'; q('select').value = 'h'; q('[type=checkbox]').checked = false;
     q('.t').setAttribute('value', 'default'); q('textarea').firstChild.data = 'text'; q('select').append(new Option('m', 'n', true, true))`,
    `${find} q('[type=password]').value = 'secret'; q('[type=password]').type = 'text'; q('form').reset(); q('option').remove()`,
  ),
  // Attributes of any spelling, in a snapshot and in additions.
  scene(
    `<form class=f><input name=attributes><input name=childNodes><input name=parentNode></form><div id=odd a="" B=c d:e=f></div>
     <svg viewBox="0 0 9 9" preserveAspectRatio=none><use xlink:href="#y"/><foreignObject><p Title=g>h</p></foreignObject></svg>`,
    `${find} const spell = (e) => { e.setAttributeNS(null, 'camelCase', 'a'); e.setAttributeNS('urn:x', 'p:Q', 'b'); e.setAttribute('empty', ''); return e };
     const made = spell(document.createElement('div')); made.append(spell(document.createElementNS('http://www.w3.org/2000/svg', 'g')), spell(document.createElementNS('urn:y', 'Z')));
     root.append(made); spell(q('#odd')); q('use').setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', '#z')`,
  ),
  // Moves of subtrees, and batches.
  scene(
    `<ul>${Array.from({ length: 30 }, (_, at) => `<li id=m${at}><b>${at}</b><i>x</i></li>`).join('')}</ul><ol></ol>`,
    `${find} const ul = q('ul'); ul.append(...Array.from(ul.children).reverse()); q('ol').append(q('li'))`,
    `${find} for (let at = 0; at < 30; at += 3) q('ol').prepend(q('#m' + at)); q('ol').append(q('ul')); q('#m4').replaceWith(q('#m5')); root.prepend(q('ol'))`,
    `${find} const box = document.createElement('div'); for (let at = 0; at < 300; at++) { const p = document.createElement('p'); p.textContent = at; p.title = at; box.append(p) }
     q('ul').append(box); for (const p of [...box.children]) if (p.title % 2) p.remove(); else p.className = 'even'; q('ul').remove(); root.append(box);
     const gone = document.createElement('section'); gone.innerHTML = '<p>a<p>b'; root.append(gone); gone.firstChild.append('c'); gone.remove()`,
    `root.replaceChildren(...[...root.childNodes].reverse()); root.normalize(); root.append('tail'); root.lastChild.splitText(2)`,
  ),
  // Shadow roots, slots, custom elements.
  scene(
    `<div id=host><b slot=s>slotted</b><i>rest</i></div><x-late>late</x-late><div><template shadowrootmode=open><p>declared</p><slot></slot></template>light</div>`,
    `${find} const shadow = q('#host').attachShadow({ mode: 'open' }); shadow.innerHTML = '<slot name=s></slot><div><slot></slot></div><style>p{color:red}</style>';
     const sheet = new CSSStyleSheet(); sheet.replaceSync('p{margin:0}'); shadow.adoptedStyleSheets = [sheet]; later(() => { sheet.insertRule('q{top:0}'); sheet.deleteRule(0) })`,
    `${find} const shadow = q('#host').shadowRoot; shadow.querySelector('div').append(document.createElement('p')); q('b').slot = ''; shadow.firstChild.remove();
     const inner = document.createElement('div'); shadow.append(inner); inner.attachShadow({ mode: 'open' }).innerHTML = '<u>deep</u>'; later(() => { inner.shadowRoot.append('deeper') })`,
    `customElements.define('x-late', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<p>upgraded</p>' } })`,
    `${find} const host = q('#host'); root.append(host); host.shadowRoot.querySelector('u') ; host.shadowRoot.replaceChildren('end')`,
  ),
  // Style sheets, by text and by script; without `addRule` and `removeRule`, which the published one turns into calls that the
  // other sees as well.
  scene(
    `<style>a{color:red;background:url(i/a.png)}@media print{b{top:0}}@supports (display:grid){i{left:0}}.c{background-clip:text}</style>
     <style>u{color:blue}</style><style></style><svg viewBox="0 0 9 9"><style>path{fill:red}</style><path d="M0 0h9"/><use href="#x"/><use xlink:href="a.svg#x"/></svg>
     <p style="color:red;background:url(i/b.png)" id=styled>styled</p>`,
    `${find} const { sheet } = q('style'); sheet.insertRule('q{top:1px}', 1); sheet.deleteRule(0); sheet.cssRules[0].insertRule('d{top:3px}'); sheet.cssRules[0].deleteRule(0)`,
    `${find} const { sheet } = q('style'); const rule = [...sheet.cssRules].find((one) => one.style); rule.style.setProperty('color', 'green', 'important'); rule.style.removeProperty('left');
     try { sheet.insertRule('}') } catch {} try { sheet.deleteRule(999) } catch {} q('#styled').style.color = 'blue'; q('#styled').style.setProperty('top', '1px'); q('#styled').style.removeProperty('background')`,
    `${find} const sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [sheet]; sheet.replaceSync('z{top:0}'); later(() => { sheet.insertRule('y{top:0}'); sheet.replace('w{top:0}') });
     const made = document.createElement('style'); made.append('.m{color:red}'); made.append('.n{color:red}'); root.append(made); q('style').firstChild.data = 'r{top:0}'`,
    `${find} document.adoptedStyleSheets = []; root.querySelectorAll('style')[2].textContent = '@media all { .o { top: 0 } }'; q('svg').append(document.createElementNS('http://www.w3.org/2000/svg', 'g'))`,
  ),
  // Frames, with documents of their own and without.
  scene(
    `<iframe id=one srcdoc="<!doctype html><p>framed</p><input value=a>"></iframe><iframe id=two></iframe><iframe id=three src="/none"></iframe>`,
    `${find} q('#two').contentDocument.body.innerHTML = '<div>written</div><style>a{top:0}</style>'`,
    `${find} const { body } = q('#two').contentDocument; body.append('more'); body.firstChild.title = 't'; body.querySelector('style').sheet.insertRule('b{top:0}');
     body.firstChild.dispatchEvent(new MouseEvent('click', { clientX: 3, clientY: 4, bubbles: true }))`,
    `${find} q('#one').contentDocument?.body.append('one more'); q('#two').remove(); const made = document.createElement('iframe'); root.append(made); made.contentDocument.body.append('made')`,
  ),
  // Pointers, focus, scrolling, selection; dialogs, media, what a head holds.
  scene(
    `<div id=scroll style="height:50px;overflow:scroll"><p style="height:500px">tall</p></div><input id=focus><dialog>d</dialog><details><summary>s</summary>t</details>
     <video autoplay src="none.webm"></video><audio loop></audio><img src="i/c.png" srcset="i/d.png 2x"><a href="#next">next</a><object data="o.svg"></object><table background="i/e.png"></table>
     <canvas width=5 height=5>c</canvas><p id=text>some text</p><!-- comment --><script type=text/none>none</script><noscript>n</noscript><link rel=icon href=x.ico><link rel=stylesheet href=none.css>`,
    `${find} const at = { bubbles: true, clientX: 5, clientY: 6 }; q('a').addEventListener('click', (e) => e.preventDefault());
     for (const pointerType of ['mouse', 'touch', 'pen']) for (const t of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'contextmenu', 'dblclick']) q('a').dispatchEvent(new (t === 'contextmenu' || t.startsWith('mouse') || t === 'dblclick' ? MouseEvent : PointerEvent)(t, { ...at, pointerType }));
     for (const t of ['mousemove', 'drag']) q('a').dispatchEvent(new MouseEvent(t, at))`,
    `${find} q('#focus').focus(); q('#scroll').scrollTop = 40; getSelection().setBaseAndExtent(q('#text').firstChild, 1, q('#text').firstChild, 4); q('dialog').showModal(); q('details').open = true;
     for (const t of ['play', 'pause', 'seeked', 'volumechange', 'ratechange']) q('video').dispatchEvent(new Event(t))`,
    `${find} q('dialog').close(); q('dialog').show(); q('#focus').blur(); q('canvas').getContext('2d').fillRect(0, 0, 3, 3); q('img').src = 'i/f.png'; q('a').href = 'other'; document.title = 'another';
     const meta = document.createElement('meta'); meta.name = 'theme-color'; document.head.append(meta, document.createComment('c')); window.dispatchEvent(new Event('resize'))`,
    `${find} document.documentElement.lang = 'de'; document.body.setAttribute('data-a', '1'); q('#scroll').scrollTop = 80; q('video').remove()`,
  ),
]
