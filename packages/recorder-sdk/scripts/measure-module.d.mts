/** What the ES module brings into an app. */
export function measureModule(root?: string): Promise<{
  readonly bytes: number
  readonly foreign: readonly string[]
  readonly later: readonly string[]
}>
