// The data key of a stream, from the HPKE context that is bound to its header; docs/protocol.md §3.
import { type Bytes, concatBytes, u16, utf8 } from './bytes.ts'
import { type Encapsulation, exporterSecret, exportSecret, kemSharedSecret, resealSuite } from './hpke.ts'
import type { StreamHeader } from './stream-header.ts'

/** The fields of a header that the data key is bound to. */
export type KeyBinding = Pick<StreamHeader, 'version' | 'app' | 'session' | 'stream' | 'keyId'>

/** HPKE `info`: "reseal/1", then version, app, session, stream and key id, each after its length as u16. */
export function keyInfo({ version, app, session, stream, keyId }: KeyBinding): Bytes {
  const fields = [String(version), app, session, stream, keyId].map(utf8)
  return concatBytes(utf8('reseal/1'), ...fields.flatMap((field) => [u16(field.length), field]))
}

/** The AES-256 key of a stream, 32 bytes. */
export async function deriveDataKey(encapsulation: Encapsulation, binding: KeyBinding): Promise<Bytes> {
  const sharedSecret = await kemSharedSecret(encapsulation)
  const exporter = await exporterSecret(resealSuite(), sharedSecret, keyInfo(binding))
  return exportSecret(resealSuite(), exporter, utf8('reseal/1 data key'))
}
