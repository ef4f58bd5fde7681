// Where session replay has leaked: the scenarios of groups A to H, as data. `SECRET` stands for a token that is
// unique to the scenario and to the run.

export interface Scenario {
  readonly id: string
  readonly group: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H'
  /** Markup; a page-wide scenario has none. */
  readonly html?: string
  /** Runs after recording began, with `$`, `root`, `document`, `window` and `record` in scope. */
  readonly after?: string
  /** Runs before recording begins, with the same in scope. */
  readonly before?: string
  /** The secret is a number. */
  readonly isNumber?: true
  /** Belongs in the head of the main document only. */
  readonly inHead?: true
  /** Concerns the whole page: run once, not inside a shadow root or frame. */
  readonly isPageWide?: true
}

const groupA: readonly [string, string][] = [
  ['ATTR-title', '<span title="SECRET">x</span>'],
  ['ATTR-alt', '<img alt="SECRET">'],
  ['ATTR-placeholder', '<input placeholder="SECRET">'],
  ['ATTR-aria-label', '<button aria-label="SECRET">x</button>'],
  ['ATTR-data', '<table><tr data-patient="SECRET"></tr></table><div data-patient="SECRET">x</div>'],
  ['ATTR-data-name', '<div data-SECRET="x">x</div>'],
  ['ATTR-custom', '<div patient-name="SECRET" ng-reflect-value="SECRET">x</div>'],
  ['ATTR-custom-name', '<div SECRET="x" on-SECRET="x">x</div>'],
  ['ATTR-id', '<div id="patient-SECRET">x</div>'],
  ['ATTR-class', '<div class="patient-SECRET">x</div>'],
  ['ATTR-name', '<input name="SECRET"><label for="SECRET">x</label>'],
  ['ATTR-a-href', '<a href="/p/SECRET?mrn=SECRET#SECRET">x</a>'],
  ['ATTR-mailto', '<a href="mailto:SECRET@x.org">x</a>'],
  ['ATTR-tel', '<a href="tel:SECRET" download="SECRET" ping="/SECRET" hreflang="SECRET">x</a>'],
  ['ATTR-img-src', '<img src="/img/SECRET.png?n=SECRET">'],
  ['ATTR-srcset', '<img srcset="/img/SECRET.png 2x" sizes="SECRET">'],
  [
    'ATTR-source',
    '<picture><source srcset="/img/SECRET.png" media="(min-width: 1px) and (SECRET)"><img></picture>',
  ],
  ['ATTR-dataurl', '<img src="data:text/plain;base64,SECRET">'],
  ['ATTR-style-url', '<div style="background-image:url(/img/SECRET.png)">x</div>'],
  ['ATTR-style-var', '<div style="--patient-name:SECRET">x</div>'],
  ['ATTR-style-var-name', '<div style="--SECRET:1px">x</div>'],
  ['ATTR-style-content', `<div style="quotes:'SECRET' 'b'">x</div>`],
  ['ATTR-style-font', `<div style="font-family:'SECRET', SECRET, serif">x</div>`],
  [
    'ATTR-style-ident',
    '<div style="animation-name:SECRET;grid-area:SECRET;counter-reset:SECRET;view-transition-name:SECRET">x</div>',
  ],
  ['ATTR-srcdoc', '<iframe srcdoc="<p title=SECRET>hello</p>"></iframe>'],
  ['ATTR-srcdoc-text', '<iframe srcdoc="<p>SECRET</p>"></iframe>'],
  ['ATTR-xo-iframe-src', '<iframe src="OTHER/child.html?u=SECRET"></iframe>'],
  ['ATTR-iframe-name', '<iframe name="SECRET" title="SECRET" allow="SECRET" csp="SECRET"></iframe>'],
  [
    'ATTR-form-action',
    '<form action="/f/SECRET" target="SECRET"><button formaction="/g/SECRET">x</button></form>',
  ],
  ['TIME-datetime', '<time datetime="SECRET">x</time>'],
  [
    'VIDEO-poster',
    '<video poster="/v/SECRET.jpg"><track label="SECRET" src="/SECRET.vtt" srclang="SECRET"></video>',
  ],
  ['OBJECT-data', '<object data="/o/SECRET"><param name="SECRET" value="SECRET">SECRET</object>'],
  ['EMBED-src', '<embed src="/o/SECRET">'],
  ['CITE', '<blockquote cite="/SECRET">x</blockquote><del cite="/SECRET" datetime="1984-03-08">x</del>'],
  ['HANDLER-onclick', `<button onclick="void('SECRET')">x</button>`],
  ['SVG-image', '<svg><image href="/s/SECRET.png"/><a xlink:href="/s/SECRET"><path d="M0 0"/></a></svg>'],
  ['SVG-use', '<svg><use href="#SECRET"/><g id="SECRET" aria-label="SECRET" fill="url(#SECRET)"/></svg>'],
  [
    'SVG-geometry',
    '<svg><path d="SECRET"/><polyline points="SECRET"/><rect x="SECRET" transform="SECRET"/></svg>',
  ],
  ['INPUT-image', '<input type=image src="/i/SECRET.png" alt="SECRET">'],
  ['INPUT-pattern', '<input pattern="SECRET" list="SECRET" autocomplete="SECRET" title="SECRET">'],
  ['CE-attr', '<my-patient value="SECRET" label="SECRET"></my-patient>'],
  ['CE-name', '<x-SECRET>x</x-SECRET><SECRET>x</SECRET>'],
  [
    'MICRODATA',
    '<div itemscope itemprop="SECRET" itemid="SECRET" resource="SECRET" property="SECRET">x</div>',
  ],
  [
    'ARIA-text',
    '<div role="SECRET" aria-valuetext="SECRET" aria-description="SECRET" aria-roledescription="SECRET" aria-placeholder="SECRET" aria-controls="SECRET" aria-current="SECRET">x</div>',
  ],
  [
    'LABELS',
    '<select><optgroup label="SECRET"><option label="SECRET">a</option></optgroup></select><table summary="SECRET"><tr><th abbr="SECRET" axis="SECRET">x</th></tr></table>',
  ],
  [
    'LANG',
    '<p lang="SECRET" slot="SECRET" part="SECRET" is="SECRET" accesskey="SECRET" nonce="SECRET">x</p>',
  ],
  [
    'AREA',
    '<map name="SECRET"><area href="/SECRET" alt="SECRET" coords="SECRET"></map><img usemap="#SECRET">',
  ],
  [
    'SYNTHETIC',
    '<div rr_src="SECRET" rr_dataurl="SECRET" rr_width="SECRET" rr_height="SECRET" rr_open_mode="SECRET" rr_scrollleft="SECRET" _csstext="SECRET" rr_mediastate="SECRET">x</div>',
  ],
  [
    'STRUCTURAL',
    '<table border="SECRET" width="SECRET" align="SECRET" bgcolor="SECRET"><tr><td colspan="SECRET" height="SECRET" valign="SECRET">x</td></tr></table><input type="SECRET" size="SECRET" tabindex="SECRET"><font color="SECRET" face="SECRET" size="SECRET">x</font>',
  ],
]

const groupA2: readonly [string, string][] = [
  [
    'XML-namespaces',
    '<svg xmlns:SECRET="http://x/SECRET" xml:id="SECRET" xml:base="/SECRET" xlink:title="SECRET"><a xlink:role="SECRET" xlink:arcrole="SECRET"><rect/></a></svg>',
  ],
  [
    'ATTR-odd-names',
    '<p SECRET:x="1" x:SECRET="1" data-x.SECRET="1" @SECRET="1" :SECRET="1" #SECRET [SECRET]="1">x</p>',
  ],
  [
    'SVG-animation',
    '<svg><rect><animate attributeName=SECRET values="SECRET;SECRET" from=SECRET to=SECRET by=SECRET begin="SECRET.click" dur=SECRET keyTimes=SECRET /><set attributeName=fill to=SECRET /><animateMotion path=SECRET><mpath href=#SECRET /></animateMotion></rect></svg>',
  ],
  [
    'SVG-filters',
    '<svg><style>.SECRET{fill:url(#SECRET)}text::after{content:"SECRET"}</style><defs><filter id=SECRET><feFlood result=SECRET in=SECRET /><feImage href=/SECRET /></filter><linearGradient href="#SECRET"><stop offset=SECRET stop-color=SECRET /></linearGradient></defs><text textLength=SECRET><textPath href="#SECRET" path="SECRET">SECRET</textPath></text></svg>',
  ],
  [
    'MATH-attributes',
    '<math alttext=SECRET><mi mathvariant=SECRET href=/SECRET>SECRET</mi><ms lquote=SECRET>SECRET</ms><maction actiontype=SECRET><mi>SECRET</mi></maction><annotation encoding=SECRET>SECRET</annotation></math>',
  ],
  [
    'OBSOLETE',
    '<marquee behavior=SECRET>SECRET</marquee><xmp>SECRET</xmp><noembed>SECRET</noembed><listing>SECRET</listing><keygen challenge=SECRET><applet code=SECRET>SECRET</applet><acronym title=SECRET>SECRET</acronym><bgsound src=/SECRET>',
  ],
  [
    'POPOVERS',
    '<button popovertarget=SECRET commandfor=SECRET command=--SECRET interestfor=SECRET>x</button><div popover id=SECRET>SECRET</div><dialog closedby=SECRET>SECRET<form method=dialog><button value=SECRET>SECRET</button></form></dialog><details name=SECRET><summary>SECRET</summary></details>',
  ],
  [
    'SELECT-parts',
    '<select><button><selectedcontent>SECRET</selectedcontent></button><option value=SECRET><span title=SECRET>SECRET</span></option><optgroup label=SECRET><legend>SECRET</legend></optgroup></select>',
  ],
]

const groupB: readonly [string, string, string?][] = [
  ['INPUT-hidden', '<input type=hidden value="SECRET">'],
  [
    'INPUT-submit',
    '<input type=submit value="Call SECRET"><input type=button value="SECRET"><input type=reset value="SECRET">',
  ],
  [
    'INPUT-radio-value',
    '<input type=radio name=r1 value="SECRET" checked><input type=checkbox value="SECRET" checked>',
  ],
  [
    'INPUT-kinds',
    '<input type=search value="SECRET"><input type=url value="SECRET"><input type=email value="SECRET"><input type=tel value="SECRET"><input type=password value="SECRET"><input type=unheard-of value="SECRET">',
  ],
  [
    'BUTTON-value',
    '<button value="SECRET" name="SECRET">x</button><data value="SECRET">x</data><output name="SECRET">SECRET</output>',
  ],
  ['OPTION-value', '<select><option value="SECRET" selected>x</option></select>'],
  ['OPTION-text', '<select><option selected>SECRET</option></select>'],
  ['DATALIST', '<datalist><option value="SECRET">SECRET</option></datalist>'],
  ['TXT-textarea', '<textarea>SECRET</textarea>'],
  ['MUT-textarea-child', '<textarea id=ta12>x</textarea>', `$('#ta12').textContent='SECRET'`],
  [
    'INPUT-select-change',
    '<select id=s24><option>a</option><option value="SECRET">b</option></select>',
    `const s=$('#s24');s.selectedIndex=1;s.dispatchEvent(new Event('change',{bubbles:true}))`,
  ],
  [
    'INPUT-radio-event',
    '<input type=radio name=r25 value="SECRET" id=r25><input type=radio name=r25 value="other">',
    `$('#r25').click()`,
  ],
  [
    'INPUT-file-event',
    '<input type=file id=f26>',
    `const d=new DataTransfer();d.items.add(new File(['a'],'SECRET.pdf'));const f=$('#f26');f.files=d.files;f.dispatchEvent(new Event('change',{bubbles:true}))`,
  ],
  [
    'INPUT-text-typed',
    '<input id=t28>',
    `const i=$('#t28');i.value='SECRET';i.dispatchEvent(new Event('input',{bubbles:true}))`,
  ],
  ['INPUT-text-setattr', '<input id=t29>', `$('#t29').setAttribute('value','SECRET')`],
  [
    'INPUT-button-setattr',
    '<input type=button id=t30><input type=checkbox id=t31>',
    `$('#t30').setAttribute('value','SECRET');$('#t31').setAttribute('value','SECRET')`,
  ],
  [
    'PW-toggle-sync',
    '<input type=password id=pw5 value="">',
    `const i=$('#pw5');i.type='text';i.value='SECRET';i.dispatchEvent(new Event('input',{bubbles:true}))`,
  ],
  [
    'PW-toggle-snapshot',
    '<input type=password id=pw6 value="SECRET">',
    `const i=$('#pw6');i.type='text';keyframe();i.type='password'`,
  ],
  ['PW-pretoggled', '<input type=text autocomplete=current-password value="SECRET">'],
  ['TYPE-toggle', '<input type=hidden id=tt7 value="SECRET">', `$('#tt7').type='submit'`],
]

const groupC: readonly [string, string, string?][] = [
  ['STYLE-content-prop', '<style>.k1::after{content:"SECRET"}</style>'],
  ['STYLE-comment', '<style>/* SECRET */ .k2{color:red}</style>'],
  ['STYLE-url', '<style>.k3{background:url(/x/SECRET.png)}</style>'],
  [
    'STYLE-selectors',
    '<style>.SECRET,#SECRET,SECRET,x-SECRET,[data-SECRET],[title="SECRET"],[class*=SECRET],p:lang(SECRET),p::part(SECRET),:state(SECRET),::highlight(SECRET){color:red}</style>',
  ],
  [
    'STYLE-at-rules',
    '<style>@import url(/SECRET.css);@font-face{font-family:SECRET;src:url(/SECRET.woff)}@keyframes SECRET{from{color:red}}@layer SECRET{a{color:red}}@container SECRET (min-width:1px){a{color:red}}@property --SECRET{syntax:"*";inherits:false;initial-value:SECRET}@counter-style SECRET{symbols:"SECRET"}@media (SECRET){a{color:red}}@supports (SECRET:SECRET){a{color:red}}@page SECRET{margin:0}@SECRET{a{b:c}}@namespace SECRET url(SECRET);</style>',
  ],
  [
    'STYLE-values',
    `<style>.k4{--SECRET:SECRET;--a:"SECRET";--b:url(SECRET);--c:SECRET(1);font:12px SECRET;grid-template-areas:"SECRET b";animation:SECRET 1s;list-style:"SECRET";color:SECRET;SECRET:red;width:1SECRET;content:attr(SECRET)}</style>`,
  ],
  [
    'STYLE-nested',
    '<style>.k5{&:hover{--x:SECRET}.SECRET &{color:red}@media (min-width:1px){content:"SECRET"}}</style>',
  ],
  ['STYLE-escapes', '<style>.k6{content:"\\53 ECRET SECRET";--z:\\53 SECRET}</style>'],
  [
    'STYLE-broken',
    '<style>.k7{content:"SECRET</style><style>SECRET { SECRET } } SECRET "SECRET { x:SECRET</style>',
  ],
  [
    'STYLE-foreign-type',
    '<style type="text/plain">SECRET</style><style media="SECRET" title="SECRET">.k8{color:red}</style>',
  ],
  ['MUT-style-attr', '<p id=c4>x</p>', `$('#c4').setAttribute('style','--p:SECRET;color:red')`],
  [
    'MUT-style-bg',
    '<p id=c6 style="color:red;width:10px;height:10px;margin:1px;padding:3px;font-size:12px">x</p>',
    `$('#c6').style.backgroundImage='url(/x/SECRET.png)'`,
  ],
  [
    'MUT-style-var',
    '<p id=c7 style="color:red;width:10px;height:10px;margin:1px;padding:3px;font-size:12px">x</p>',
    `$('#c7').style.setProperty('--SECRET','SECRET')`,
  ],
  [
    'CSS-insertRule',
    '<style id=st7>.a{}</style>',
    `$('#st7').sheet.insertRule('.z::after{content:"SECRET"}')`,
  ],
  [
    'CSS-insertRule-media',
    '<style id=st8>@media all{.a{}}</style>',
    `$('#st8').sheet.cssRules[0].insertRule('.SECRET{--x:SECRET}')`,
  ],
  [
    'CSS-setProperty',
    '<style id=st9>.a{color:red}</style>',
    `const r=$('#st9').sheet.cssRules[0].style;r.setProperty('--SECRET','SECRET');r.setProperty('background','url(/SECRET)');r.removeProperty('--SECRET')`,
  ],
  [
    'CSS-style-textnode',
    '<style id=st11>.a{}</style>',
    `$('#st11').appendChild(document.createTextNode('/*SECRET*/.b::after{content:"SECRET"}'))`,
  ],
  [
    'CSS-style-text',
    '<style id=st12>.a{}</style>',
    `$('#st12').textContent='.SECRET{x:SECRET;content:"SECRET"}'`,
  ],
  [
    'CSS-style-split',
    '<style id=st13>.a{}</style>',
    `$('#st13').append('.c::after{content:"','SECRET','"}')`,
  ],
]

const groupC3: readonly [string, string, string?][] = [
  [
    'CSS-selectorText',
    '<style id=sy1>.a{top:0}</style>',
    `$('#sy1').sheet.cssRules[0].selectorText='.SECRET';keyframe()`,
  ],
  [
    'CSS-keyframe-rules',
    '<style id=sy2>@keyframes a{from{top:0}}</style>',
    `const k=$('#sy2').sheet.cssRules[0];k.name='SECRET';k.appendRule('50%{--a:SECRET}');k.cssRules[0].style.setProperty('--x','SECRET')`,
  ],
  [
    'CSS-media-list',
    '<style id=sy3>@media all{.a{top:0}}</style>',
    `const s=$('#sy3');s.sheet.cssRules[0].media.appendMedium('(SECRET)');s.media='(SECRET)';s.title='SECRET';keyframe()`,
  ],
  [
    'CSS-typed',
    '<p id=sy4>x</p>',
    `const p=$('#sy4');p.attributeStyleMap?.set('--SECRET','SECRET');p.animate([{color:'red'},{fontFamily:'SECRET'}],{duration:20,id:'SECRET',fill:'forwards'});keyframe()`,
  ],
  [
    'CSS-counter-style',
    '<style>@counter-style SECRET{system:extends SECRET;symbols:"SECRET";suffix:"SECRET"}@font-palette-values --SECRET{font-family:SECRET}@position-try --SECRET{top:0}@page SECRET:first{@top-left{content:"SECRET"}}@scope (.SECRET) to (#SECRET){:scope{--a:SECRET}}@function --SECRET(--SECRET:SECRET){result:SECRET}.k9{anchor-name:--SECRET;width:--SECRET(1px);list-style-type:symbols("SECRET");offset-path:path("SECRET");content:url(/SECRET)/"SECRET" attr(SECRET)}</style>',
  ],
  [
    'CSS-text-moves',
    '<style id=sy5></style><p id=sy6>SECRET {top:SECRET}</p>',
    `$('#sy5').append(...$('#sy6').childNodes);setTimeout(()=>$('#sy6').append(...$('#sy5').childNodes),30)`,
  ],
]

const groupC2: readonly [string, string][] = [
  [
    'CSS-replaceSync',
    `const s=new CSSStyleSheet();document.adoptedStyleSheets=[...document.adoptedStyleSheets,s];s.replaceSync('.q::before{content:"SECRET"}')`,
  ],
  [
    'CSS-replace',
    `const s=new CSSStyleSheet();document.adoptedStyleSheets=[...document.adoptedStyleSheets,s];s.replace('.SECRET{--x:SECRET}')`,
  ],
  [
    'CSS-adopted',
    `const s=new CSSStyleSheet();s.replaceSync('.q2::before{content:"SECRET"}');document.adoptedStyleSheets=[...document.adoptedStyleSheets,s]`,
  ],
  [
    'CSS-linked-later',
    `const l=document.createElement('link');l.rel='stylesheet';l.href='/sheet-SECRET.css';l.title='SECRET';document.head.append(l)`,
  ],
]

// Numbers that would be read off as they are: colours, decimals, icons, coordinates.
const numbers: readonly [string, string, string?][] = [
  [
    'NUM-colours',
    '<style>.n1{color:#SECRET;--c:#SECRET}</style><p style="background:#SECRET;--d:#SECRET" bgcolor="#SECRET">x</p><svg><rect fill="#SECRET" stroke="#SECRET"/></svg>',
    `$('p').style.setProperty('border-color','#SECRET');$('style').sheet.insertRule('.b{color:#SECRET;--a:#SECRET}');$('style').sheet.cssRules[0].style.setProperty('--e','#SECRET')`,
  ],
  [
    'NUM-decimals',
    '<svg><circle cx="0.SECRET" r=".SECRET"/><g transform="translate(0.SECRET) rotate(.SECRET)"/><text x="0.SECRET" dx="1 0.SECRET">x</text></svg><p style="width:0.SECRETpx;opacity:.SECRET;line-height:1.SECRET;--a:0.SECRET">x</p>',
  ],
  [
    'NUM-icon',
    '<svg width=24 height=24><path d="M0.SECRET 0"/><path d="M.SECRET.5h1"/><path d="M0e-SECRET 0"/><path d="M1 2 3SECRET"/><polygon points="0.SECRET,1"/></svg>',
  ],
  [
    'NUM-words',
    '<p style="counter-reset:n SECRET;animation-duration:SECRETms;aspect-ratio:1/SECRET;grid-row:SECRET;margin:calc(1px*SECRET);clip-path:path(\'M SECRET 0\');transform:rotate(SECRETdeg)">x</p><style>p:nth-child(SECRETn+SECRET){top:SECRETpx}@keyframes k{SECRET%{top:0}}@media (min-width:SECRETpx){a{top:0}}</style>',
  ],
  [
    'NUM-pointer',
    '<p id=np1>x</p>',
    `for(const t of ['mousemove','mousedown','mouseup','click'])$('#np1').dispatchEvent(new PointerEvent(t,{bubbles:true,clientX:SECRET,clientY:SECRET,pointerId:SECRET}))`,
  ],
  ['NUM-boxes', '<img style="display:block;width:SECRETpx;height:1px" width=SECRET alt="">'],
]

const groupDE: readonly Scenario[] = [
  {
    id: 'SHADOW-direct-text',
    group: 'D',
    html: '<div id=sd1></div>',
    before: `$('#sd1').attachShadow({mode:'open'}).append('SECRET')`,
  },
  {
    id: 'SHADOW-el-text',
    group: 'D',
    html: '<div id=sd2></div>',
    before: `$('#sd2').attachShadow({mode:'open'}).innerHTML='<p>SECRET</p>'`,
  },
  {
    id: 'SHADOW-attr',
    group: 'D',
    html: '<div id=sd3></div>',
    before: `$('#sd3').attachShadow({mode:'open'}).innerHTML='<p title=SECRET>x</p>'`,
  },
  {
    id: 'SHADOW-closed',
    group: 'D',
    html: '<div id=sd4></div>',
    before: `$('#sd4').attachShadow({mode:'closed'}).innerHTML='<p title=SECRET>SECRET</p>'`,
  },
  {
    id: 'SHADOW-later',
    group: 'D',
    html: '<div id=sd5></div>',
    after: `const s=$('#sd5').attachShadow({mode:'open'});s.innerHTML='<p title=SECRET>SECRET</p><style>.SECRET{--x:SECRET}</style>';s.append('SECRET')`,
  },
  {
    id: 'SHADOW-adopted',
    group: 'D',
    html: '<div id=sd6></div>',
    before: `const s=$('#sd6').attachShadow({mode:'open'});const c=new document.defaultView.CSSStyleSheet();c.replaceSync('.a::before{content:"SECRET"}');s.adoptedStyleSheets=[c];s.innerHTML='<p>x</p>'`,
  },
  {
    id: 'SHADOW-nested',
    group: 'D',
    html: '<div id=sd7></div>',
    after: `let r=$('#sd7');for(let i=0;i<4;i++){const s=r.attachShadow({mode:'open'});const d=document.createElement('div');s.append('SECRET',d);d.title='SECRET';r=d}`,
  },
  {
    id: 'MUT-shadow-direct',
    group: 'D',
    html: '<div id=sh13></div>',
    before: `$('#sh13').attachShadow({mode:'open'}).append('x')`,
    after: `$('#sh13').shadowRoot.firstChild.data='SECRET'`,
  },
  {
    id: 'MUT-shadow-add-direct',
    group: 'D',
    html: '<div id=sh13b></div>',
    before: `$('#sh13b').attachShadow({mode:'open'})`,
    after: `$('#sh13b').shadowRoot.append('SECRET')`,
  },
  {
    id: 'CE-define',
    group: 'D',
    isPageWide: true,
    after: `customElements.define('x-SECRET'.toLowerCase(),class extends HTMLElement{});document.body.append(document.createElement('x-SECRET'))`,
  },
  {
    id: 'BLOCK-iframe-srcdoc',
    group: 'E',
    html: '<iframe data-block srcdoc="<p title=SECRET>SECRET</p>"></iframe>',
  },
  {
    id: 'IFRAME-same-text',
    group: 'E',
    html: '<iframe id=if1></iframe>',
    before: `$('#if1').contentDocument.body.innerHTML='<p>SECRET</p>'`,
  },
  {
    id: 'IFRAME-same-later',
    group: 'E',
    html: '<iframe id=if2></iframe>',
    after: `setTimeout(()=>{const d=$('#if2').contentDocument;d.body.innerHTML='<p title=SECRET>SECRET</p><style>.SECRET{--x:SECRET}</style>';d.title='SECRET'},60)`,
  },
  { id: 'IFRAME-src', group: 'E', html: '<iframe src="/frame-SECRET.html?n=SECRET"></iframe>' },
  {
    id: 'IFRAME-nested',
    group: 'E',
    html: `<iframe srcdoc="<iframe srcdoc='<p title=SECRET>SECRET</p>'></iframe>"></iframe>`,
  },
  {
    id: 'IFRAME-written',
    group: 'E',
    html: '<iframe id=if3></iframe>',
    after: `const d=$('#if3').contentDocument;d.open();d.write('<!DOCTYPE html PUBLIC "SECRET" "SECRET"><title>SECRET</title><body class=SECRET><p title=SECRET>SECRET</p>');d.close()`,
  },
  {
    id: 'IFRAME-blob',
    group: 'E',
    after: `const f=document.createElement('iframe');f.src=URL.createObjectURL(new Blob(['<p title=SECRET>SECRET</p>'],{type:'text/html'}));root.append(f)`,
    html: '<p>x</p>',
  },
  {
    id: 'IFRAME-node-moves',
    group: 'E',
    html: '<iframe id=if4></iframe>',
    after: `const d=$('#if4').contentDocument;const p=d.createElement('p');p.title='SECRET';p.append('SECRET');d.body.append(p);setTimeout(()=>root.append(p),30)`,
  },
  {
    id: 'MUT-iframe-src',
    group: 'E',
    html: '<iframe id=if39 src="OTHER/child.html"></iframe>',
    after: `$('#if39').src='OTHER/child.html?u=SECRET'`,
  },
  {
    id: 'MUT-srcdoc',
    group: 'E',
    html: '<iframe id=if40></iframe>',
    after: `$('#if40').setAttribute('srcdoc','<p title=SECRET>SECRET</p>')`,
  },
  {
    id: 'XO-iframe-child-text',
    group: 'E',
    html: '<iframe src="OTHER/recording-child-SECRET.html"></iframe>',
  },
  {
    id: 'XO-message',
    group: 'E',
    isPageWide: true,
    after: `window.postMessage({type:'rrweb',origin:location.origin,event:{type:2,data:{node:{type:3,id:9,textContent:'SECRET'}}}},'*')`,
  },
]

const groupF: readonly Scenario[] = [
  { id: 'BLOCK-class', group: 'F', html: '<div data-block class="mrn-SECRET">secret</div>' },
  { id: 'BLOCK-content', group: 'F', html: '<div data-block title="SECRET"><p>SECRET</p></div>' },
  {
    id: 'BLOCK-allowed-inside',
    group: 'F',
    html: '<div data-block><p class="allowed">SECRET</p></div><div data-mask><p class="allowed">SECRET</p></div>',
  },
  {
    id: 'BLOCK-later',
    group: 'F',
    html: '<div data-block id=bl1><p id=bl1p class=allowed>x</p></div>',
    after: `$('#bl1').append('SECRET');$('#bl1p').textContent='SECRET';$('#bl1p').title='SECRET';$('#bl1').insertAdjacentHTML('beforeend','<b class="allowed SECRET">SECRET</b>')`,
  },
  {
    id: 'BLOCK-shadow',
    group: 'F',
    html: '<div data-block id=bl2></div>',
    before: `$('#bl2').attachShadow({mode:'open'}).innerHTML='<p class=allowed>SECRET</p>'`,
    after: `$('#bl2').shadowRoot.append('SECRET');$('#bl2').shadowRoot.firstChild.title='SECRET'`,
  },
  {
    id: 'BLOCK-after',
    group: 'F',
    html: '<div id=bl3><p class=allowed id=bl3p>x</p></div>',
    after: `$('#bl3').setAttribute('data-block','');setTimeout(()=>{$('#bl3p').firstChild.data='SECRET';$('#bl3').insertAdjacentHTML('beforeend','<p class=allowed>SECRET</p>')},50)`,
  },
  {
    id: 'BLOCK-markup',
    group: 'F',
    html: '<div class=allowed data-reseal=block>SECRET<p class=allowed>SECRET</p></div><div class=allowed data-reseal=mask>SECRET<p class=allowed>SECRET</p></div>',
  },
  {
    id: 'BLOCK-markup-after',
    group: 'F',
    html: '<div class=allowed id=bl4>x</div><div class=allowed id=bl5><b>x</b></div>',
    after: `$('#bl4').setAttribute('data-reseal','mask');$('#bl5').setAttribute('data-reseal','block');setTimeout(()=>{$('#bl4').firstChild.data='SECRET';$('#bl4').append('SECRET');$('#bl5').append('SECRET');$('#bl5').firstChild.textContent='SECRET'},50)`,
  },
  {
    id: 'ALLOW-markup',
    group: 'F',
    html: '<div data-reseal=allow data-reseal-allow data-reseal-unmask class="reseal-allow">SECRET</div>',
  },
  {
    id: 'ALLOW-attributes',
    group: 'F',
    html: '<div class="allowed" title="SECRET" data-x="SECRET" aria-label="SECRET" id="SECRET"><img alt=SECRET src=/SECRET><a href=/SECRET title=SECRET>x</a></div>',
  },
  {
    id: 'ALLOW-fields',
    group: 'F',
    html: '<div class=allowed><input value=SECRET class=allowed><textarea class=allowed>SECRET</textarea><select class=allowed><option class=allowed>SECRET</option></select><div contenteditable class=allowed>SECRET<b class=allowed>SECRET</b></div></div>',
  },
  {
    id: 'ALLOW-removed',
    group: 'F',
    html: '<p class=allowed id=al1>x</p>',
    after: `$('#al1').className='';setTimeout(()=>{$('#al1').firstChild.data='SECRET'},50)`,
  },
  {
    id: 'ALLOW-moved',
    group: 'F',
    html: '<div><p class=allowed id=al2>x</p><p id=al3></p></div>',
    after: `const t=$('#al2').firstChild;$('#al3').append(t);t.data='SECRET'`,
  },
  {
    id: 'ALLOW-masked-slot',
    group: 'F',
    html: '<div class=allowed id=al4>SECRET<b slot=s title=SECRET>SECRET</b></div>',
    before: `$('#al4').attachShadow({mode:'open'}).innerHTML='<p data-mask><slot></slot></p><p data-reseal=mask><slot name=s></slot></p>'`,
    after: `$('#al4').append('SECRET');$('#al4').lastElementChild.append('SECRET')`,
  },
  {
    id: 'ALLOW-same-tick',
    group: 'F',
    html: '<div class=allowed id=al5>x</div><div class=allowed id=al6>x</div><div class=allowed id=al7>x</div>',
    after: `$('#al5').dataset.reseal='mask';$('#al5').firstChild.data='SECRET';$('#al6').append('SECRET');$('#al6').contentEditable='true';$('#al7').insertAdjacentHTML('beforeend','<b class=allowed>SECRET</b>');$('#al7').setAttribute('data-reseal','block')`,
  },
  {
    id: 'TRANSLATE',
    group: 'F',
    html: '<div class=allowed><p data-mask id=tr1>SECRET</p><p contenteditable id=tr2>SECRET</p><select><option id=tr3>SECRET</option></select></div>',
    after: `for(const i of [1,2,3]){const p=$('#tr'+i);for(const t of [...p.childNodes]){const f=document.createElement('font');f.setAttribute('style','vertical-align: inherit;');const g=document.createElement('font');g.textContent=t.textContent+' SECRET';f.append(g);t.replaceWith(f)}}`,
  },
  {
    id: 'ALLOW-neighbour',
    group: 'F',
    html: '<div><span class=allowed>ok</span>SECRET<span>SECRET</span></div><p>SECRET<b class=allowed>ok</b>SECRET</p>',
  },
]

const groupG: readonly [string, string, string?][] = [
  [
    'SVG-text',
    '<svg><text>SECRET</text><title>SECRET</title><desc>SECRET</desc><foreignObject><p title=SECRET>SECRET</p></foreignObject><metadata>SECRET</metadata></svg>',
  ],
  ['TXT-plain', '<p>SECRET</p>'],
  ['COMMENT', '<div><!-- SECRET -->x</div>'],
  ['TEMPLATE', '<template><p>SECRET</p></template>'],
  ['NOSCRIPT', '<noscript><p title=SECRET>SECRET</p></noscript>'],
  ['SCRIPT-json', '<script type="application/json">{"n":"SECRET"}</script>'],
  ['CE-text', '<div contenteditable>SECRET</div>'],
  ['MATH', '<math><mi>SECRET</mi><annotation>SECRET</annotation></math>'],
  [
    'TABLE',
    '<table><caption>SECRET</caption><tr><td>SECRET</td></tr></table><details><summary>SECRET</summary>SECRET</details>',
  ],
  ['MUT-text', '<p id=c1>x</p>', `$('#c1').firstChild.data='SECRET'`],
  ['MUT-add-attr', '<p id=c2>x</p>', `$('#c2').insertAdjacentHTML('beforeend','<b title="SECRET">y</b>')`],
  ['MUT-add-text', '<p id=c2t>x</p>', `$('#c2t').insertAdjacentHTML('beforeend','<b>SECRET</b>')`],
  ['MUT-setAttr', '<p id=c3>x</p>', `$('#c3').setAttribute('title','SECRET')`],
  ['MUT-comment', '<p id=c8><!--x--></p>', `$('#c8').firstChild.data='SECRET'`],
  ['MUT-hidden-value', '<input type=hidden id=h23>', `$('#h23').value='SECRET'`],
  ['MUT-class', '<div id=bc45 data-block>x</div>', `$('#bc45').className='SECRET'`],
  ['CE-typed', '<div contenteditable id=ce37>a</div>', `$('#ce37').textContent='SECRET'`],
  [
    'CE-late',
    '<div id=ce38 class=allowed>a</div>',
    `$('#ce38').contentEditable='true';setTimeout(()=>{$('#ce38').textContent='SECRET'},50)`,
  ],
  [
    'MUT-option-label',
    '<select><option id=o38>a</option></select>',
    `$('#o38').setAttribute('value','SECRET')`,
  ],
  ['DIALOG-returnValue', '<dialog id=dg46>x</dialog>', `const d=$('#dg46');d.showModal();d.close('SECRET')`],
  ['MUT-move', '<p id=mv1>x</p><p id=mv2>SECRET</p>', `$('#mv1').append($('#mv2'))`],
  [
    'MUT-remove-add',
    '<div id=ra1><p>SECRET</p></div>',
    `const n=$('#ra1').firstChild;n.remove();setTimeout(()=>$('#ra1').append(n),30)`,
  ],
]

const groupG2: readonly [string, string, string?][] = [
  [
    'MUT-reflected',
    '<p id=mr1>x</p>',
    `const p=$('#mr1');for(const n of ['ariaLabel','ariaDescription','ariaValueText','ariaPlaceholder','ariaCurrent','role','title','lang','slot','accessKey','popover','nonce'])p[n]='SECRET';p.dataset.SECRETx='SECRET';p.classList.add('SECRET');p.toggleAttribute('SECRET');p.setAttributeNS('http://x/SECRET','q:SECRET','SECRET')`,
  ],
  [
    'MUT-other-document',
    '<p id=mo1>x</p>',
    `const d=new DOMParser().parseFromString('<r xmlns:s="SECRET"><![CDATA[SECRET]]><?SECRET SECRET?><s:a s:SECRET="SECRET">SECRET</s:a></r>','application/xml');$('#mo1').append(document.importNode(d.documentElement,true),document.createProcessingInstruction('SECRET','SECRET'))`,
  ],
  [
    'MUT-template-clone',
    '<template id=mt1><p title=SECRET class=SECRET>SECRET<slot name=SECRET></slot></p></template>',
    `root.append(document.importNode($('#mt1').content,true))`,
  ],
  [
    'MUT-declarative-shadow',
    '<p id=md1>x</p>',
    `$('#md1').setHTMLUnsafe('<b><template shadowrootmode=open><i title=SECRET>SECRET</i>SECRET<style>.SECRET{}</style></template>SECRET</b>')`,
  ],
  [
    'MUT-element-internals',
    '<div id=mi1></div>',
    `const w=document.defaultView;const n='ce-SECRET';w.customElements.get(n)||w.customElements.define(n,class extends w.HTMLElement{static formAssociated=true;constructor(){super();const i=this.attachInternals();i.ariaLabel='SECRET';i.states.add('SECRET');i.setFormValue('SECRET');this.attachShadow({mode:'open'}).append('SECRET')}});$('#mi1').append(document.createElement(n))`,
  ],
  [
    'MUT-extension',
    '<input id=me1>',
    `$('#me1').setAttribute('com.bitwarden.SECRET','SECRET');const g=document.createElement('grammarly-extension');g.attachShadow({mode:'open'}).innerHTML='<div data-text="SECRET">SECRET</div>';root.append(g)`,
  ],
  [
    'MUT-types',
    '<input id=my1 value=SECRET>',
    `const i=$('#my1');for(const t of ['hidden','submit','button','checkbox','range','text','image','color','date','number','reset']){i.type=t;try{i.value='SECRET'}catch{}i.setAttribute('value','SECRET')}`,
  ],
  [
    'EDIT-commands',
    '<div id=ec1 contenteditable>a</div>',
    `$('#ec1').focus();document.execCommand('selectAll');document.execCommand('insertHTML',false,'<b title=SECRET>SECRET</b>');document.execCommand('fontName',false,'SECRET');$('#ec1').dispatchEvent(new CompositionEvent('compositionupdate',{data:'SECRET',bubbles:true}))`,
  ],
]

const click = (make: string): string => `${make};root.append(b);setTimeout(()=>b.click(),20)`

const groupH: readonly [string, string][] = [
  ['TXT-title', `document.title='SECRET';keyframe()`],
  ['MUT-title', `document.title='SECRET'`],
  ['CUSTOM-event', `try{record.addCustomEvent('SECRET',{a:'SECRET'})}catch{}`],
  [
    'CONSOLE',
    `console.log('patient SECRET',{n:'SECRET'},['SECRET'],Symbol('SECRET'),()=>'SECRET');console.error(new TypeError('SECRET'));console.table({SECRET:'SECRET'})`,
  ],
  ['CONSOLE-error', `setTimeout(()=>{throw new Error('boom SECRET')},0)`],
  ['CONSOLE-throw', `setTimeout(()=>{throw {patient:'SECRET'}},0);setTimeout(()=>{throw 'SECRET'},0)`],
  [
    'STACK',
    `setTimeout(()=>{const e=new Error('SECRET',{cause:'SECRET'});e.name='SECRET';e.stack='SECRET\\n  at SECRET (https://h/SECRET.js?x=SECRET:1:2)\\nSECRET@https://h/SECRET:3:4';throw e},0)`,
  ],
  [
    'REJECTION',
    `Promise.reject({patient:'SECRET'});Promise.reject(new Error('SECRET'));Promise.reject('SECRET')`,
  ],
  [
    'NET-url',
    `fetch('/api/p/SECRET?x=SECRET').catch(()=>{});const x=new XMLHttpRequest();x.open('GET','/api/SECRET');x.send()`,
  ],
  ['FONT', `const f=new FontFace('SECRET','url(/fonts/SECRET.woff2)');document.fonts.add(f)`],
  [
    'CANVAS-fillText',
    `const v=document.createElement('canvas');v.title='SECRET';v.append('SECRET');root.append(v);v.getContext('2d').fillText('SECRET',5,20)`,
  ],
  ['URL-query', `history.replaceState(null,'','?mrn=SECRET')`],
  ['URL-hash', `history.pushState(null,'','#SECRET');keyframe()`],
  [
    'URL-path',
    `history.pushState(null,'','/patients/SECRET/chart');keyframe();history.replaceState({s:'SECRET'},'SECRET','/')`,
  ],
  ['URL-malformed', `history.replaceState(null,'','/p?x=%E0%A4%A&mrn=SECRET');keyframe()`],
  ['CLICK-text', click(`const b=document.createElement('button');b.textContent='SECRET'`)],
  ['CLICK-aria', click(`const b=document.createElement('button');b.setAttribute('aria-label','SECRET')`)],
  ['CLICK-title', click(`const b=document.createElement('button');b.title='SECRET'`)],
  ['CLICK-link-text', click(`const b=document.createElement('a');b.href='#';b.textContent='SECRET'`)],
  ['CLICK-link-href', click(`const b=document.createElement('a');b.href='#SECRET'`)],
  [
    'SELECTION',
    `const p=document.createElement('p');p.textContent='SECRET';root.append(p);getSelection().selectAllChildren(p)`,
  ],
  ['STORAGE', `localStorage.setItem('SECRET','SECRET');document.cookie='s=SECRET';window.name='SECRET'`],
  [
    'NEW-ATTRIBUTE-CASE',
    `const p=document.createElement('p');for(const n of ['_cssText','rr_dataURL','rr_src','rr_mediaState','rr_scrollLeft','value','__proto__','constructor','checked','selected'])p.setAttributeNS(null,n,'SECRET');root.append(p)`,
  ],
  [
    'STYLE-media-elements',
    `const l=document.createElement('link');l.setAttribute('_cssText','.SECRET{}');l.rel='SECRET';root.append(l)`,
  ],
]

const withMarkup = (
  group: Scenario['group'],
  rows: readonly (readonly [string, string, string?])[],
): Scenario[] =>
  rows.map(([id, html, after]) => ({ id, group, html, ...(after === undefined ? {} : { after }) }))
const pageWide = (group: Scenario['group'], rows: readonly (readonly [string, string])[]): Scenario[] =>
  rows.map(([id, after]) => ({ id, group, after, isPageWide: true }))

export const scenarios: readonly Scenario[] = [
  ...withMarkup('A', groupA),
  ...withMarkup('A', groupA2),
  {
    id: 'METER',
    group: 'A',
    html: '<meter min=0 max=99999999 value=SECRET></meter><progress max=99999999 value=SECRET></progress>',
    isNumber: true,
  },
  {
    id: 'NUMBERS',
    group: 'A',
    html:
      '<ol start=SECRET><li value=SECRET>x</ol><table width=SECRET border=SECRET><td colspan=SECRET rowspan=SECRET height=SECRET>x</table>' +
      '<input size=SECRET maxlength=SECRET min=SECRET max=SECRET step=SECRET tabindex=SECRET>' +
      '<p style="--mrn:SECRET;width:SECRETpx;z-index:SECRET;order:SECRET" aria-valuenow=SECRET aria-level=SECRET aria-posinset=SECRET data-n=SECRET>x</p>' +
      '<svg width=SECRET viewBox="0 0 SECRET 1"><path d="M SECRET 0"/><rect x=SECRET y=SECRET /><polyline points="0,SECRET 1,SECRET"/></svg>',
    isNumber: true,
  },
  ...numbers.map(
    ([id, html, after]): Scenario => ({
      id,
      group: 'A',
      html,
      isNumber: true,
      ...(after === undefined ? {} : { after }),
    }),
  ),
  {
    id: 'META-content',
    group: 'A',
    html: '<meta name=patient content=SECRET><meta property="og:title" content=SECRET><base target=SECRET>',
    inHead: true,
  },
  {
    id: 'LINK-href',
    group: 'A',
    html: '<link rel=alternate href=/SECRET title=SECRET><link rel="stylesheet SECRET" href=/sheet-SECRET.css>',
    inHead: true,
  },
  ...withMarkup('B', groupB),
  {
    id: 'INPUT-checked-state',
    group: 'B',
    html: '<input type=checkbox checked id=hivchk class="SECRET"><input type=radio checked>',
  },
  ...withMarkup('C', groupC),
  ...withMarkup('C', groupC3),
  ...pageWide('C', groupC2),
  ...groupDE,
  ...groupF,
  ...withMarkup('G', groupG),
  ...withMarkup('G', groupG2),
  ...pageWide('H', groupH),
]
