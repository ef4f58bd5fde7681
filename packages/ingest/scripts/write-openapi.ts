// Writes docs/api/ingest.openapi.json from the routes that ingest declares.
import { mkdir, writeFile } from 'node:fs/promises'
import { routes } from '../src/app.ts'
import { renderOpenapi } from '../src/openapi/openapi-document.ts'

const path = new URL('../../../docs/api/ingest.openapi.json', import.meta.url)
await mkdir(new URL('.', path), { recursive: true })
await writeFile(path, renderOpenapi(routes))
