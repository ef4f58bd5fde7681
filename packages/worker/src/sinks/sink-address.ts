// Which addresses a sink may have. Whoever may add a sink owns the database; still the worker sits in the private zone, so
// that it is not to be sent about there by a name that resolves to something else (server-side request forgery). The
// address that is checked is the one that is connected to: names are resolved here, for each connection.
import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { assertSafeEndpoint } from '@reseal/store'
import { SinkError } from './sink-error.ts'

// Nobody's sink: this network, link-local (where clouds keep their machines' credentials), multicast, reserved.
const never = blockListOf(
  ['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ['::/128', 'fe80::/10', 'ff00::/8', '64:ff9b::/96', '64:ff9b:1::/48', '2002::/16'],
)
// Only where the sink says so: this machine, private networks, shared address space (RFC 1918, 4193, 6598).
const privateOnly = blockListOf(
  ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15'],
  ['::1/128', 'fc00::/7'],
)

function blockListOf(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList()
  for (const [subnets, family] of [
    [ipv4, 'ipv4'],
    [ipv6, 'ipv6'],
  ] as const) {
    for (const subnet of subnets) {
      const [network = '', bits] = subnet.split('/')
      list.addSubnet(network, Number(bits), family)
    }
  }
  return list
}

/** Whether a batch may be sent to this address. */
export function isAllowedAddress(address: string, isPrivate: boolean): boolean {
  // An IPv4 address in IPv6's clothes is checked as what it is; Node's lists do so by themselves.
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(address) === 0 || never.check(address, family)) return false
  return isPrivate || !privateOnly.check(address, family)
}

/**
 * Checks what can be checked of an address before anything is sent.
 * @throws SinkError `insecure` for plain HTTP off loopback or a certificate that would not be checked, `address`
 */
export function checkSinkUrl(text: string, isPrivate: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.password !== '') throw new SinkError('address')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new SinkError('insecure')
  try {
    assertSafeEndpoint(url)
  } catch (cause) {
    throw new SinkError('insecure', { cause })
  }
  const host = url.hostname.replace(/^\[|\]$/gu, '')
  if (isIP(host) !== 0 && !isAllowedAddress(host, isPrivate)) throw new SinkError('address')
  return url
}

/** Resolves a name to addresses that are allowed, for `node:https`. Of several that a name has, one that is not refuses it. */
export function allowedLookup(isPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? []
      const isAllowed = found?.every(({ address }) => isAllowedAddress(address, isPrivate))
      if (error !== null) callback(error, '')
      else if (first === undefined || isAllowed !== true) callback(new SinkError('address'), '')
      else if (options.all === true) callback(null, found)
      else callback(null, first.address, first.family)
    })
  }
}
