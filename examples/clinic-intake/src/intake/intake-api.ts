// The requests of the intake form.

export interface Plan {
  readonly id: string
  readonly name: string
}

export async function fetchPlans(): Promise<readonly Plan[]> {
  const response = await fetch('/api/plans')
  if (!response.ok) throw new Error('plans did not load')
  return (await response.json()) as readonly Plan[]
}

export async function saveDraft(fields: Record<string, string>): Promise<void> {
  const response = await fetch('/api/drafts', sendJson('POST', fields))
  if (!response.ok) throw new Error('draft was not saved')
}

export async function updateDraft(fields: Record<string, string>): Promise<void> {
  const response = await fetch('/api/drafts', sendJson('PUT', fields))
  if (!response.ok) throw new Error('draft was not saved')
}

/** Answers the HTTP status: the example's server fails here, so that a replay has something to find. */
export async function submitIntake(fields: Record<string, string>): Promise<number> {
  const response = await fetch('/api/intake', sendJson('POST', fields))
  return response.status
}

function sendJson(method: 'POST' | 'PUT', fields: Record<string, string>): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }
}
