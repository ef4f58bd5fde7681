// The three requests of the intake form.

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
  const response = await fetch('/api/drafts', postJson(fields))
  if (!response.ok) throw new Error('draft was not saved')
}

/** Answers the HTTP status: the example's server fails here, so that a replay has something to find. */
export async function submitIntake(fields: Record<string, string>): Promise<number> {
  const response = await fetch('/api/intake', postJson(fields))
  return response.status
}

function postJson(fields: Record<string, string>): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }
}
