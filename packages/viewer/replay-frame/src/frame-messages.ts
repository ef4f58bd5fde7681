// What the viewer and the replay frame say to each other. Times are milliseconds since 1970.
import type { InspectCommand, InspectReport } from './inspect-messages.ts'
import type { PreviewCommand, PreviewReport } from './preview-messages.ts'

/** An rrweb event as it was recorded and redacted. */
export interface FrameEvent {
  readonly type: number
  readonly timestamp: number
  readonly data: unknown
}

/**
 * What a thing in the replay is: text that stands in the app's source code, text that a rule let through, text that can be
 * read although no mark says why, masked text, a field, a box.
 */
export type ThingKind = 'static' | 'rule' | 'unmarked' | 'masked' | 'field' | 'blocked'

/** How many things of each kind are in view. */
export type KindCounts = Readonly<Record<ThingKind, number>>

/** Why something can be read; `rule` is the id of the rule that let it through, where the recording names one. */
export interface Origin {
  readonly kind: 'static' | 'rule'
  readonly rule?: string
}

/** Ids of the rules that were in force, by what they do. */
export interface RulesInForce {
  readonly allow: readonly string[]
  readonly mask: readonly string[]
  readonly block: readonly string[]
}

/** How the page is put into the frame: all of it, as wide as the frame, or at its own size. */
export type Fit = 'whole' | 'width' | 'full'

/** One thing of the replay. `box` is in CSS pixels of the frame. */
export interface ProbedThing {
  readonly kind: ThingKind
  /** What let it through: the text, or what a field holds. */
  readonly origin?: Origin
  /** Id of its node in the recording. */
  readonly node?: number
  /** Of a field or a box: the name of its element. */
  readonly element?: string
  /** Names of the elements that it stands in, the innermost last. */
  readonly within?: readonly string[]
  /** Of what cannot be read: the rules that were in force, as far as the recording names them. */
  readonly inForce?: RulesInForce
  /** Readable attributes of its element. */
  readonly attributes: readonly (Origin & { readonly name: string })[]
  readonly box: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  }
}

/** The first message, the only one through `window.postMessage`: it carries the port for all others. */
export interface Hello {
  readonly type: 'hello'
}

/**
 * The player contract. `order` numbers the jumps, so that a report from before one is told apart. `load` replaces what is held and shows `atMs`, `append` adds what follows it; both say until
 * when (`endMs`) the frame may play. The first event of `load` begins a keyframe.
 * `provenance` tints what is shown by its kind. `probe` asks what is at a point of the frame, `find` for the next thing of a
 * kind in view; the answer bears the number of the question.
 * `highlight` outlines a node, or none. `trail` draws where the mouse came from. `fit` scales the page, `pan` moves it by
 * pixels of the frame where it is larger than that.
 */
export type FrameCommand =
  | InspectCommand
  | PreviewCommand
  | {
      readonly type: 'load'
      readonly order: number
      readonly events: readonly FrameEvent[]
      readonly endMs: number
      readonly atMs: number
      readonly playing: boolean
    }
  | { readonly type: 'append'; readonly events: readonly FrameEvent[]; readonly endMs: number }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'seek'; readonly order: number; readonly atMs: number }
  | { readonly type: 'speed'; readonly speed: number }
  | { readonly type: 'provenance'; readonly shown: boolean }
  | { readonly type: 'probe'; readonly probe: number; readonly x: number; readonly y: number }
  | { readonly type: 'find'; readonly probe: number; readonly kind: ThingKind }
  | { readonly type: 'highlight'; readonly node?: number }
  | { readonly type: 'trail'; readonly shown: boolean }
  | { readonly type: 'fit'; readonly fit: Fit }
  | { readonly type: 'pan'; readonly x: number; readonly y: number }

/** What the frame tells: that it listens, where it is, the page's size, what is in view, or that it could not go on. */
export type FrameReport =
  | InspectReport
  | PreviewReport
  | { readonly type: 'ready' }
  | { readonly type: 'time'; readonly order: number; readonly atMs: number; readonly playing: boolean }
  | { readonly type: 'size'; readonly width: number; readonly height: number }
  | { readonly type: 'kinds'; readonly counts: KindCounts }
  | { readonly type: 'probed'; readonly probe: number; readonly thing?: ProbedThing }
  | { readonly type: 'failed' }
