// Response headers of the two origins: the viewer's, and the replay frame's without cookies (design.md §8).

/** What every answer of the viewer's origin carries; `replayOrigin` is the only frame it may embed. */
export function viewerSecurityHeaders(replayOrigin: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      `frame-src ${replayOrigin}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
    ...everywhere,
    'permissions-policy': permissionsPolicy(passkeyFeatures),
  }
}

/**
 * What every answer of the replay origin carries. `style-src 'unsafe-inline'` is what rrweb's inner document
 * needs to look like the page; `connect-src` falls to `default-src 'none'`, so recorded content reaches nobody.
 */
export function replaySecurityHeaders(viewerOrigin: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'unsafe-inline' 'self'",
      'img-src data:',
      "font-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${viewerOrigin}`,
    ].join('; '),
    // The viewer embeds this origin, so its documents and files must be loadable from there.
    'cross-origin-resource-policy': 'cross-origin',
    ...everywhere,
  }
}

// Nobody makes or uses a passkey of the viewer's but the viewer's own pages.
const passkeyFeatures = ['publickey-credentials-create', 'publickey-credentials-get']

const features = [
  'accelerometer',
  'camera',
  'clipboard-read',
  'display-capture',
  'geolocation',
  'gyroscope',
  'microphone',
  'midi',
  'payment',
  ...passkeyFeatures,
  'screen-wake-lock',
  'serial',
  'usb',
]

/** Nothing of what a page could ask a browser for, but the features for the origin itself. */
function permissionsPolicy(ownFeatures: readonly string[] = []): string {
  return features.map((feature) => `${feature}=${ownFeatures.includes(feature) ? '(self)' : '()'}`).join(', ')
}

const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': permissionsPolicy(),
} as const
