// What clients are told apart by: a key made of their address that says nothing about it to anyone else (design.md §2).
import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { addressNetwork } from './address-network.ts'

const lifetimeMs = 23 * 60 * 60_000

/**
 * Makes keys of client addresses under a random key that this process alone has and never writes down, another one each
 * day: what remains in memory says nothing about an address to whoever reads it elsewhere. An IPv6 client counts by its /64.
 */
export function createAddressKeyer(
  nowMs: () => number = performance.now.bind(performance),
): (address: string) => string {
  let key = randomKey()
  let renewAtMs = nowMs() + lifetimeMs
  return (address) => {
    if (nowMs() >= renewAtMs) {
      key = randomKey()
      renewAtMs = nowMs() + lifetimeMs
    }
    return createHmac('sha256', key).update(addressNetwork(address)).digest('base64url').slice(0, 22)
  }
}

// Read once: with the key's bytes each call would read it anew, which takes six times as long as the hash (measured).
function randomKey(): KeyObject {
  return createSecretKey(randomBytes(32))
}
