import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { routes } from '../app.ts'
import { renderOpenapi } from './openapi-document.ts'

test('docs/api/ingest.openapi.json is what the routes declare; `npm run openapi -w packages/ingest` writes it', async () => {
  const path = new URL('../../../../docs/api/ingest.openapi.json', import.meta.url)
  expect(await readFile(path, 'utf8')).toBe(renderOpenapi(routes))
})

test('every response with a status that ingest can give is declared with its codes', () => {
  const document = JSON.parse(renderOpenapi(routes))
  const { responses } = document.paths['/v1/apps/{appKey}/parcels'].post
  expect(Object.keys(responses)).toEqual([
    '200',
    '400',
    '401',
    '403',
    '408',
    '409',
    '410',
    '413',
    '426',
    '429',
    '500',
    '503',
  ])
  const codes = responses['409'].content['application/json'].schema.properties.error.properties.code.enum
  expect(codes).toEqual(['gap', 'conflict'])
})
