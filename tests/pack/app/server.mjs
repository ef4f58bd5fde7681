// The same components on a server.
import { Mask, ResealProvider } from '@reseal/react'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'

const mask = createElement(Mask, { as: 'p' }, 'text')
process.stdout.write(renderToString(createElement(ResealProvider, { options: undefined }, mask)))
