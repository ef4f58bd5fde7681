// Lines of an answer as they arrive.

/** Yields each non-empty line of the body. */
export async function* readLines(response: Response): AsyncGenerator<string> {
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const lines = (rest + value).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield line
    }
    if (rest !== '') yield rest
  } finally {
    // Also when the reader of the lines stops early: the server then stops opening segments.
    await reader.cancel()
  }
}
