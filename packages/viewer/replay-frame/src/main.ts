// The replay frame: plays what the viewer hands it, on an origin without cookies, and asks nobody for anything.
import '@rrweb/replay/dist/style.css'
import './frame.css'
import type { FrameCommand } from './frame-messages.ts'
import { acceptViewer, type ViewerPort } from './handshake.ts'
import { createPlayer, type Player } from './player.ts'
import { type Looking, type PageSize, placePage, wholePage } from './stage.ts'

function startFrame(stage: HTMLElement): void {
  let page: PageSize = { width: 0, height: 0 }
  let player: Player | undefined
  let looking = wholePage
  const place = () => {
    const space = { width: window.innerWidth, height: window.innerHeight }
    const { scale, left, top } = placePage(page, space, looking)
    stage.style.transform = `translate(${left}px, ${top}px) scale(${scale})`
    looking = { fit: looking.fit, x: Math.max(0, -left), y: Math.max(0, -top) }
  }
  const look = (next: Looking) => {
    looking = next
    place()
    player?.placed()
  }
  window.addEventListener('resize', place)
  const playerFor = (port: ViewerPort): Player =>
    createPlayer({
      root: stage,
      onSize: (size) => {
        page = { width: Number(size.width), height: Number(size.height) }
        place()
        port.report({ type: 'size', ...page })
      },
      report: port.report,
    })
  acceptViewer((command, port) => {
    try {
      player ??= playerFor(port)
      if (command.type === 'fit') return look({ ...wholePage, fit: command.fit })
      if (command.type === 'pan')
        return look({ ...looking, x: looking.x + command.x, y: looking.y + command.y })
      obey(player, command)
    } catch {
      // What went wrong may quote the recording, so only that it did leaves the frame.
      port.report({ type: 'failed' })
    }
  })
}

type PlayerCommand = Exclude<FrameCommand, { readonly type: 'fit' | 'pan' }>

function obey(player: Player, command: PlayerCommand): void {
  switch (command.type) {
    case 'load':
      player.load(command)
      return command.playing ? player.play() : undefined
    case 'append':
      return player.append(command)
    case 'play':
      return player.play()
    case 'pause':
      return player.pause()
    case 'seek':
      return player.seek(command)
    case 'speed':
      return player.setSpeed(command.speed)
    case 'provenance':
      return player.showProvenance(command.shown)
    case 'probe':
      return player.probe(command.probe, command.x, command.y)
    case 'find':
      return player.find(command.probe, command.kind)
    case 'preview':
      return player.preview(command)
    case 'highlight':
      return player.highlight(command.node)
    case 'trail':
      return player.showTrail(command.shown)
    case 'inspect-tree':
    case 'inspect-node':
    case 'inspect-point':
    case 'inspect-search':
      return player.inspect(command)
  }
}

const stage = document.getElementById('stage')
if (stage !== null) startFrame(stage)
