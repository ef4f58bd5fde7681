// What an address counts as: itself, or its /64 for IPv6, which one client has whole.

/** The address, or the first 64 bits of an IPv6 one; an IPv4 address in IPv6 form counts as itself. */
export function addressNetwork(address: string): string {
  const mapped = address.toLowerCase().startsWith('::ffff:') ? address.slice(7) : address
  if (!mapped.includes(':')) return mapped
  const [head, tail] = mapped
    .toLowerCase()
    .split('%')[0]
    ?.split('::')
    .map((part) => (part === '' ? [] : part.split(':'))) ?? [[], []]
  const left = head ?? []
  const right = tail ?? []
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
