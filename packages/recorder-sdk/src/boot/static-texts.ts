// Gets a page's static texts before recording begins, where the app has any.
import type { Report } from '../browser/guard.ts'
import { RecorderError } from '../recorder-error.ts'
import type { RecorderConfig } from './config.ts'
import { loadProvenance } from './load-chunk.ts'

// What happens before is not recorded: a page that is slow is recorded without.
const longestWaitMs = 2_000

/**
 * The configuration with the static texts that its manifest names; without, and one error reported, where they are broken, late or
 * absent. What comes late is not used: a stream has one set for all its life.
 */
export async function withStaticTexts(config: RecorderConfig, report: Report): Promise<RecorderConfig> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, longestWaitMs)
  })
  try {
    const reading = loadProvenance().then(({ readManifest }) => readManifest(config.manifest))
    return { ...config, staticTexts: await Promise.race([reading, timeout]) }
  } catch {
    report(new RecorderError('manifest_unavailable'))
    return config
  } finally {
    clearTimeout(timer)
  }
}
