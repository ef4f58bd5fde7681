// Request fails on one branch: the first save of a draft creates it, each further one updates it, which the server cannot do.
import { saveDraft as createDraft, updateDraft } from '../intake/intake-api.ts'
import type { Parts } from '../parts.ts'

export function plant(): Partial<Parts> {
  let isCreated = false
  const saveDraft = async (fields: Record<string, string>): Promise<void> => {
    if (isCreated) return updateDraft(fields)
    await createDraft(fields)
    isCreated = true
  }
  return { saveDraft }
}
