// A receipt of an access or of a closed stream (C2SP tlog-proof), checked against the keys that the auditor gave.
import { ProtocolError, type ProvenEntry, parseVerifierKey, verifyTlogProof } from '@reseal/protocol/log'
import { createWebPlatform, logOfOrigin, type PinnedLogs } from '@reseal/verifier'
import { type Child, element } from './elements.ts'

/** What the receipt proves, or that it proves nothing. */
export async function renderReceipt(file: File, pinned: PinnedLogs): Promise<Child> {
  const text = await file.text()
  for (const { verifierKey } of Object.values(pinned)) {
    const entry = await tryVerify(text, verifierKey)
    if (entry) return proven(entry)
  }
  return element(
    'div',
    'verdict broken',
    element('h2', '', 'Receipt refused'),
    element(
      'p',
      '',
      'None of the keys that you gave signed a checkpoint that this receipt leads to. It proves nothing.',
    ),
  )
}

async function tryVerify(text: string, verifierKey: string): Promise<ProvenEntry | undefined> {
  const { name, publicKey } = parseVerifierKey(verifierKey)
  const { verifyEd25519 } = createWebPlatform()
  try {
    return await verifyTlogProof(text, {
      name,
      publicKey,
      verify: (message, signature) => verifyEd25519(publicKey, message, signature),
    })
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function proven({ index, entry, checkpoint }: ProvenEntry): Child {
  const log = logOfOrigin(checkpoint.origin) ?? checkpoint.origin
  return element(
    'div',
    'verdict intact',
    element('h2', '', 'Receipt proven'),
    element(
      'p',
      '',
      `Leaf ${index} of the ${log} log, under a signed checkpoint of ${checkpoint.size} leaves:`,
    ),
    element('pre', '', pretty(entry)),
  )
}

function pretty(entry: Uint8Array): string {
  const text = new TextDecoder().decode(entry)
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}
