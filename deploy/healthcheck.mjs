// Whether the service in this container lives: one of the operator's ports given as arguments answers /healthz.
const answers = process.argv.slice(2).map(async (port) => {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4000) })
  if (!answer.ok) throw new Error('not healthy')
})
await Promise.any(answers).catch(() => {
  process.exitCode = 1
})
