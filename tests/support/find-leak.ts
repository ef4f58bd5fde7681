// Looks for a secret in what a recorder emitted, as it is and in the encodings that could carry it.

const base64Run = /[A-Za-z0-9+/_-]{16,}={0,2}/g

/** Text with everything in it that could be base64 decoded and appended. */
export function withDecodedRuns(text: string): string {
  const runs = text.match(base64Run) ?? []
  const decoded = runs.map((run) => Buffer.from(run, 'base64').toString('latin1'))
  return `${text}\n${decoded.join('\n')}`.toLowerCase()
}

/** Whether a secret is in a text made by {@link withDecodedRuns}: plain, percent-encoded, base64 or hex. */
export function holdsSecret(haystack: string, secret: string): boolean {
  const bytes = Buffer.from(secret)
  const forms = [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    secret.split('').reverse().join(''),
  ]
  // Inside longer base64 a text starts at one of three offsets; what all of them share is looked for.
  for (const lead of ['', 'x', 'xx']) {
    const encoded = Buffer.from(lead + secret).toString('base64')
    forms.push(encoded.slice(lead === '' ? 0 : 4, -4))
  }
  return forms.some((form) => form.length > 6 && haystack.includes(form.toLowerCase()))
}
