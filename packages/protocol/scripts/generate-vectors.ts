// Writes packages/protocol/vectors/*.json: `node packages/protocol/scripts/generate-vectors.ts`.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { consentVectors, withdrawalVectors } from './consent-vectors.ts'
import { headerVectors, makeStream } from './header-vectors.ts'
import { linkVectors, makeSegments, segmentVectors } from './segment-vectors.ts'
import { batchVectors, parcelVectors, receiptVectors } from './transport-vectors.ts'

const folder = new URL('../vectors/', import.meta.url)

/** Every file of vectors, by name, as text. */
export async function generateVectors(): Promise<Record<string, string>> {
  const stream = await makeStream('opened')
  const segments = makeSegments(stream)
  const vectors = {
    header: headerVectors(stream),
    segment: await segmentVectors(stream, segments),
    link: await linkVectors(stream, segments),
    parcel: parcelVectors(stream, segments),
    receipt: receiptVectors(segments, await knownSignature()),
    batch: await batchVectors(stream, segments),
    consent: consentVectors(),
    withdrawal: withdrawalVectors(),
  }
  const files = Object.entries(vectors).map(([name, value]) => [
    `${name}.json`,
    `${JSON.stringify(value, undefined, 1)}\n`,
  ])
  return Object.fromEntries(files)
}

async function knownSignature(): Promise<string | undefined> {
  try {
    const { accept } = JSON.parse(await readFile(new URL('receipt.json', folder), 'utf8'))
    return accept[0].receipt.signature
  } catch {
    return undefined
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(await generateVectors()))
    await writeFile(new URL(name, folder), text)
}
