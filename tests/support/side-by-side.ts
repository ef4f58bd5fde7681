// One picture of several, for the documentation.
import type { Browser } from 'playwright'

const scale = 0.5

/** A picture and what stands above it. */
export interface Captioned {
  readonly caption: string
  readonly image: Buffer
}

/** Writes one picture of several, at half size, next to each other under their captions. `width`: of one, in CSS pixels. */
export async function writeSideBySide(
  browser: Browser,
  pictures: readonly Captioned[],
  { width: full, path }: { readonly width: number; readonly path: string },
): Promise<void> {
  const width = full * scale
  const figures = pictures.map(
    ({ caption, image }) =>
      `<figure><figcaption>${caption}</figcaption><img width="${width}" src="data:image/png;base64,${image.toString('base64')}"></figure>`,
  )
  const page = await browser.newPage({ viewport: { width: pictures.length * (width + 8) + 8, height: 100 } })
  await page.setContent(`<!doctype html><style>
    body { margin: 8px; display: flex; gap: 8px; background: #dfe3e8; font: 13px sans-serif; width: max-content }
    figure { margin: 0 } figcaption { padding: 2px 0 6px } img { display: block }
  </style>${figures.join('')}`)
  await page.screenshot({ path, fullPage: true })
  await page.close()
}
