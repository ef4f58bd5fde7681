// What redacts recordings afterwards: for Node, never for a page.

export { createRetroactiveRedactor, type RetroactiveRedactor } from './retroactive-redactor.ts'
