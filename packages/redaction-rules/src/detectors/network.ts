// Electronic mail addresses (F), URLs (N), addresses of machines (O, M) and unique keys (R).
import type { Confidence, Detector, Finding } from './finding.ts'
import { digitsOf, findMatches, isNear } from './search.ts'

const localSigns = /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}.!#$%&'*+/=?^_`{|}~-]/u
const domainSigns = /[\p{L}\p{N}\p{M}._-]/u
const longestLocal = 128
const longestDomain = 255

function expandLeft(text: string, at: number): number {
  const stop = Math.max(0, at - longestLocal)
  if (text[at - 1] === '"') {
    for (let start = at - 2; start >= stop; start -= 1) {
      if (text[start] === '"' && text[start - 1] !== '\\') return start
    }
    return at
  }
  let start = at
  while (start > stop && localSigns.test(text[start - 1] ?? '')) start -= 1
  return start
}

function findEmails(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(/@|%40/g)) {
    const after = match.index + match[0].length
    const start = expandLeft(text, match.index)
    const literal = /^\[[\da-fA-F.:]{3,45}\]/.exec(text.slice(after, after + 48))
    let end = literal ? after + literal[0].length : after
    while (!literal && end < after + longestDomain && domainSigns.test(text[end] ?? '')) end += 1
    while (!literal && end > after && /[._-]/.test(text[end - 1] ?? '')) end -= 1
    if (start === match.index || end === after) continue
    const isDotted =
      literal !== null || /\.(?:\p{L}{2,}|xn--[\p{L}\d-]{2,}|\d{1,3})$/u.test(text.slice(after, end))
    findings.push({ type: 'email', start, end, confidence: isDotted ? 'high' : 'low' })
  }
  return findings
}

// "jane [at] example [dot] com"
const spelled =
  /(?<![\p{L}\d._+-])[\p{L}\d._+-]{1,64}\s?[[({]\s?at\s?[\])}]\s?[\p{L}\d-]{1,63}(?:\s?(?:\.|[[({]\s?dot\s?[\])}])\s?[\p{L}\d-]{2,63}){1,4}/giu

/** Electronic mail addresses. */
export const emailDetector: Detector = {
  id: 'email',
  clause: 'F',
  source: 'RFC 5321, RFC 5322, RFC 6531',
  description: 'A local part, quoted or not, @ (also %40) and a domain, in any script',
  check: 'A domain with a dot; "jane@clinic" is found with less confidence',
  examples: {
    found: [
      'mail «info@presidio.site» now',
      '«foo+bar@bar.com»',
      '«"foo\\@bar"@example.com»',
      '«hans.m端ller@test.com»',
      '«user@xn--80ak6aa92e.com»',
      'Some Name <«foo@bar.com»>',
      '«email@[123.123.123.123]»',
      '«simple@example.com».',
      '«jane%40example.org»',
      '«jane [at] example [dot] com»',
    ],
    passed: ['info@', '@handle', 'meet @ 5', 'hello-world here', 'a @ b'],
  },
  find: (text) => [...findEmails(text), ...findMatches('email', text, spelled, () => 'low')],
}

// Top-level domains that are not also common words after a full stop, plus those of two letters below.
const longDomains =
  'com|org|net|edu|gov|mil|int|info|biz|name|pro|aero|coop|museum|mobi|jobs|travel|asia|app|dev|page|cloud|online|site|website|web|store|shop|blog|tech|digital|network|email|health|healthcare|care|clinic|hospital|dental|doctor|dentist|physio|surgery|pharmacy|vet|fitness|org|academy|agency|center|community|company|education|foundation|group|institute|life|live|media|news|services|software|solutions|space|systems|team|today|tools|university|world|xyz|zone|local|internal|lan|test|example|arpa'
const countryDomains =
  'ac|ad|ae|af|ag|ai|al|ao|aq|ar|at|au|aw|ax|az|ba|bb|bd|be|bf|bg|bh|bi|bj|bm|bn|bo|br|bs|bt|bw|by|bz|ca|cc|cd|cf|cg|ch|ci|ck|cl|cm|cn|co|cr|cu|cv|cw|cx|cy|cz|de|dj|dk|dm|do|dz|ec|ee|eg|er|es|et|eu|fi|fj|fk|fm|fo|fr|ga|gb|gd|ge|gf|gg|gh|gi|gl|gm|gn|gp|gq|gr|gs|gt|gu|gw|gy|hk|hm|hn|hr|ht|hu|id|ie|il|im|in|io|iq|ir|is|it|je|jm|jo|jp|ke|kg|kh|ki|km|kn|kp|kr|kw|ky|kz|la|lb|lc|li|lk|lr|ls|lt|lu|lv|ly|ma|mc|md|me|mg|mh|mk|ml|mm|mn|mo|mp|mq|mr|ms|mt|mu|mv|mw|mx|my|mz|na|nc|ne|nf|ng|ni|nl|no|np|nr|nu|nz|om|pa|pe|pf|pg|ph|pk|pl|pm|pn|pr|ps|pt|pw|py|qa|re|ro|rs|ru|rw|sa|sb|sc|sd|se|sg|sh|si|sk|sl|sm|sn|so|sr|ss|st|su|sv|sx|sy|sz|tc|td|tf|tg|th|tj|tk|tl|tm|tn|to|tr|tt|tv|tw|tz|ua|ug|uk|us|uy|uz|va|vc|ve|vg|vi|vn|vu|wf|ws|ye|yt|za|zm|zw'

const withScheme =
  /(?<![\p{L}\d])(?:[a-z][a-z\d+.-]{1,20}:\/\/|(?:mailto|tel|sms|fax|sip|urn|data|blob|javascript):(?=[^\s:])|\/\/(?=[\p{L}\d-]{1,63}\.))[^\s<>"'`\u00ab\u00bb]{1,2048}/giu
const bare = new RegExp(
  `(?<![\\p{L}\\d@._/-])(?:www\\d?\\.[\\p{L}\\d-]{1,63}(?:\\.[\\p{L}\\d-]{1,63}){1,8}|(?:[\\p{L}\\d_](?:[\\p{L}\\d_-]{0,62})\\.){1,8}(?:${longDomains}|${countryDomains}|xn--[a-z\\d-]{2,59})|localhost(?=[:/]))(?![\\p{L}\\d@_])(?::\\d{1,5})?(?:[/?#][^\\s<>"'\`]{0,2048})?`,
  'giu',
)
const englishEnds = new Set([
  'am',
  'as',
  'at',
  'be',
  'by',
  'do',
  'id',
  'in',
  'is',
  'it',
  'me',
  'my',
  'no',
  'so',
  'to',
  'us',
  'la',
  'de',
  'today',
  'care',
  'group',
  'name',
  'team',
  'life',
  'live',
  'example',
  'test',
  'page',
  'local',
  'health',
  'center',
  'news',
  'tools',
  'online',
  'page',
  'doctor',
  'surgery',
  'community',
  'services',
])

function trimUrl(written: string): string {
  const trimmed = written.replace(/[.,;:!?]{1,8}$/, '')
  return trimmed.endsWith(')') && !trimmed.includes('(') ? trimmed.slice(0, -1) : trimmed
}

function judgeBare(url: string): Confidence | undefined {
  const host = /^[^:/?#]*/.exec(url)?.[0] ?? ''
  const last = host.slice(host.lastIndexOf('.') + 1)
  // "the end.It begins": a full stop without its space.
  if (englishEnds.has(last.toLowerCase()) && url.length === host.length && !host.startsWith('www.')) {
    return last === last.toLowerCase() ? 'low' : undefined
  }
  return last === 'am' ? 'low' : 'high'
}

/** Addresses of pages and hosts. */
export const urlDetector: Detector = {
  id: 'url',
  clause: 'N',
  source: 'RFC 3986; WHATWG URL Standard; IANA Root Zone Database',
  description: 'Anything with a scheme, a host after www., or a name that ends with a top-level domain',
  check: 'A scheme, or a domain that is no common word',
  examples: {
    found: [
      'see «https://www.microsoft.com/store/abc/».',
      '«http://microsoft.vlaanderen»',
      'my domains: «microsoft.com» «google.co.il»',
      '«http://[FEDC:BA98:7654:3210:FEDC:BA98:7654:3210]:80/index.html»',
      '«www.foobar.com/?q=1#a»',
      '«localhost:3000/patients/7»',
      '«mailto:foo@bar.com»',
      '«//foobar.com»',
    ],
    passed: ['Next. Then', 'e.g. this', 'the end.It begins', 'www', '3.5', 'a//b', 'Note: this'],
  },
  find(text) {
    const findings: Finding[] = []
    for (const match of text.matchAll(withScheme)) {
      findings.push({
        type: 'url',
        start: match.index,
        end: match.index + trimUrl(match[0]).length,
        confidence: 'high',
      })
    }
    for (const match of text.matchAll(bare)) {
      const url = trimUrl(match[0])
      const confidence = judgeBare(url)
      if (confidence)
        findings.push({ type: 'url', start: match.index, end: match.index + url.length, confidence })
    }
    return findings
  },
}

const ip4Shape = /(?<![\p{L}\d_]|\d\.)\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?![\p{L}\d_]|\.\d)/gu
const ip6Shape =
  /(?<![\p{L}\d_:.])[\da-fA-F:][\da-fA-F:.]{1,44}(?:%[\p{L}\d._-]{1,32})?(?:\/\d{1,3})?(?![\p{L}\d_:%])/gu

function isIp4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
}

function isIp6(written: string): boolean {
  const address = written.replace(/[%/].*$/, '').replace(/\.$/, '')
  const halves = address.split('::')
  if (halves.length > 2 || !address.includes(':')) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const hasIp4 = isIp4(last)
  const count = groups.length + (hasIp4 ? 1 : 0)
  const isHex = groups.slice(0, hasIp4 ? -1 : undefined).every((group) => /^[\da-f]{1,4}$/i.test(group))
  return isHex && (halves.length === 2 ? count < 8 : count === 8)
}

/** Internet protocol addresses. */
export const ipDetector: Detector = {
  id: 'ip',
  clause: 'O',
  source: 'RFC 791, RFC 4291, RFC 5952, RFC 4632',
  description: 'IPv4 and IPv6 addresses, with prefix length or zone',
  check: 'Octets up to 255; groups of IPv6',
  examples: {
    found: [
      '«192.168.1.1»',
      'from «10.0.0.0/8»',
      '«2001:db8::1»',
      '«::ffff:10.0.0.1»',
      'my ip: «684D:1111:222:3333:4444:5555:6:77»',
      '«fe80::7:8%eth0»',
      '«300.168.1.1»',
    ],
    passed: [
      'std::cout',
      'MyClass::toString',
      '123:abc',
      'fe80::1text',
      '10:30:00',
      'v1.2.3',
      '::',
      '1.2.3.4.5',
      'a::b::c',
    ],
  },
  find: (text) => [
    ...findMatches('ip', text, ip4Shape, (match) => (isIp4(match[0].replace(/\/.*$/, '')) ? 'high' : 'low')),
    ...findMatches('ip', text, ip6Shape, (match) => {
      if (!match[0].includes(':') || !isIp6(match[0])) return undefined
      // Two colons alone are punctuation of code more often than the unspecified address.
      if (match[0] === '::') return undefined
      return 'high'
    }),
  ],
}

const macShape =
  /(?<![\p{L}\d:-])(?:[\da-f]{2}([:-])[\da-f]{2}(?:\1[\da-f]{2}){4}|[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4})(?![\p{L}\d]|[:-][\da-f])/giu

/** Addresses of network cards. */
export const macDetector: Detector = {
  id: 'mac',
  clause: 'M',
  source: 'IEEE 802-2014, clause 8 (EUI-48)',
  description: 'Six pairs with colons or dashes, or three groups with dots',
  check: 'Neither broadcast nor all zeros',
  examples: {
    found: ['«00:1A:2B:3C:4D:5E»', '«01-b3-4a-67-d9-cf»', '«0012.3456.789A»'],
    passed: [
      '00:1A:2B:3C:4D',
      'ZZ:ZZ:ZZ:ZZ:ZZ:ZZ',
      'FF:FF:FF:FF:FF:FF',
      '00:00:00:00:00:00',
      '10:2F:33-AC-29-C3',
    ],
  },
  find: (text) =>
    findMatches('mac', text, macShape, (match) =>
      /^(?:[f:.-]+|[0:.-]+)$/i.test(match[0]) ? undefined : 'high',
    ),
}

const uuidShape =
  /(?<![\p{L}\d])(?:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|[\da-f]{32})(?![\p{L}\d])/giu
const keyWords = /\b(?:ids?|uuid|guid|record|patient|key)\b/i

/** Universally unique identifiers. */
export const uuidDetector: Detector = {
  id: 'uuid',
  clause: 'R',
  source: 'RFC 9562 (UUID), section 4',
  description: 'Thirty-two hexadecimal digits, in groups of 8-4-4-4-12 or plain',
  check: 'The groups, or a word for identifier',
  examples: {
    found: ['«e925b0f3-8006-43f6-aa31-94bd215e55e7»', 'id «E925B0F3800643F6AA3194BD215E55E7»'],
    passed: ['e925b0f3-8006-43f6', 'deadbeef', '00000000000000000000000000000000'],
  },
  find: (text) =>
    findMatches('uuid', text, uuidShape, (match) => {
      if (digitsOf(match[0]).length === 32 || /^[0-]+$/.test(match[0])) return undefined
      if (match[0].includes('-')) return 'high'
      return isNear(text, match.index, match.index + match[0].length, keyWords) ? 'high' : 'low'
    }),
}
