// What is read in the place of a removed batch: by the leaves of a log alone.
import { expect, test } from 'vitest'
import { type Removals, readRemovals, type StampedLeaf } from './read-removals.ts'

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

type Leaf =
  | { readonly batch: number }
  | { readonly removed: number; readonly into?: number }
  | { readonly forgotten: number }

/** A log of one leaf a page. */
function logOf(leaves: readonly Leaf[]): StampedLeaf[] {
  return leaves.map((leaf, index): StampedLeaf => {
    const stamp = { index, timeMs: index }
    if ('batch' in leaf) return batchOf(leaf.batch, index)
    if ('removed' in leaf) {
      const { removed, into } = leaf
      const removal = { type: 'removal', batch: id(removed), object: '', sha256: '' } as const
      return { ...removal, ...(into !== undefined && { into: id(into) }), ...stamp }
    }
    const tombstone = { type: 'tombstone', stream: id(leaf.forgotten), session: '', app: '' } as const
    return { ...tombstone, headerHash: '', reason: 'retention', event: 0, ...stamp }
  })
}

function batchOf(number: number, index: number) {
  const leaf = {
    type: 'batch',
    batch: id(number),
    object: '',
    sha256: '',
    sizeBytes: 1,
    segments: 1,
  } as const
  return { ...leaf, index, timeMs: index }
}

async function read(leaves: readonly Leaf[]): Promise<Removals> {
  async function* pages() {
    for (const leaf of logOf(leaves)) yield [leaf]
  }
  return readRemovals(pages)
}

/** Which batches are read, in the log's order. */
async function order(leaves: readonly Leaf[]): Promise<string[]> {
  const removals = await read(leaves)
  return logOf(leaves).flatMap((leaf) =>
    leaf.type === 'batch' ? removals.inPlaceOf(leaf).map(({ batch }) => batch) : [],
  )
}

test('what took over from a removed batch is read once, in the place of the first', async () => {
  const leaves = [
    { batch: 1 },
    { batch: 2 },
    { batch: 3 },
    { batch: 4 },
    { removed: 1, into: 4 },
    { removed: 3, into: 4 },
  ]
  expect(await order(leaves)).toEqual([id(4), id(2)])
})

test('what was copied twice is read where it is last, and what died meanwhile not at all', async () => {
  const chain = [{ batch: 1 }, { batch: 2 }, { removed: 1, into: 2 }, { batch: 3 }, { removed: 2, into: 3 }]
  expect(await order(chain)).toEqual([id(3)])
  expect(await order([...chain, { removed: 3 }])).toEqual([])
  const removals = await read(chain)
  expect([...removals.list()].map(({ batch, into }) => [batch.batch, into])).toEqual([
    [id(1), id(3)],
    [id(2), id(3)],
  ])
})

test('a log that says of two batches that each is in the other ends the search', async () => {
  const circle = [{ batch: 1 }, { batch: 2 }, { removed: 1, into: 2 }, { removed: 2, into: 1 }]
  expect(await order(circle)).toEqual([])
})

test('only what was forgotten before a removal may be gone with it', async () => {
  const removals = await read([{ batch: 1 }, { forgotten: 7 }, { removed: 1 }, { forgotten: 8 }])
  expect([removals.isForgotten(id(7)), removals.isForgotten(id(8))]).toEqual([true, false])
  expect([removals.isRemoved(id(1)), removals.isCopy(id(1))]).toEqual([true, false])
})
