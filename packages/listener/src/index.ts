// What Reseal's services listen with: TLS, bounds of connections, timeouts, and what a proxy in front may say.

export { createAddressKeyer } from './address-keyer.ts'
export { forwardedAddress, isForwardedOverTls, strictTransportSecurity } from './forwarded.ts'
export { ListenerError, type ListenerErrorCode } from './listener-error.ts'
export type { PlainBody, PlainRequest, TakePlain } from './plain-connection.ts'
export type { PlainHead } from './plain-head.ts'
export {
  defaultListenerLimits,
  type Listener,
  type ListenerLimits,
  type ListenerOptions,
  startListener,
} from './start-listener.ts'
export {
  assertSafeTransport,
  isLoopbackHost,
  type TlsFiles,
  type Transport,
} from './transport.ts'
