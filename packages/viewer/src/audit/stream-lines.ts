// An export on its way to the browser: as fast as it is taken, and no further ahead than some hundred lines.
const pieceLength = 64 * 1024

/** How a record is written. */
export interface LineForm<Row> {
  readonly header: string
  line(row: Row): string
}

/** Lines of the records; fails, and so breaks the download off, where the log cannot be read on. */
export function streamLines<Row>(
  records: AsyncIterable<Row>,
  formatter: LineForm<Row>,
): ReadableStream<Uint8Array> {
  const pieces = gatherLines(records, formatter)
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(Buffer.from(value))
      },
      async cancel() {
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
}

async function* gatherLines<Row>(
  records: AsyncIterable<Row>,
  { header, line }: LineForm<Row>,
): AsyncGenerator<string, undefined> {
  let text = header
  for await (const record of records) {
    text += line(record)
    if (text.length < pieceLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
  return undefined
}
