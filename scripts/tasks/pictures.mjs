// npm run pictures [-- page …]: spends a day at the clinic in the whole product and takes the pictures of docs/pages, each
// page at 1440 and 1024 pixels, light and dark; says what axe finds.
import { buildWorkspaces } from '../build-workspaces.mjs'

const built = await buildWorkspaces()
if (built !== 0) process.exit(built)
const { takePictures } = await import('../../tests/stories/take-pictures.ts')
await takePictures(process.argv.slice(2))
