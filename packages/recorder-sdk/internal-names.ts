// Names of properties that never leave the bundle: not into events, storage, requests or chunks, and not to the page. They
// are shortened. Each is looked for by text as well: one that is read by a string would not be found.
import type { Plugin } from 'vite'

const rrweb =
  'maskInputOptions maskInputFn stylesheetManager wrappedEmit onStylesheetLoad shadowDomManager mutationCb ' +
  'preserveWhiteSpace bypassOptions newlyAddedElement addedSet cssCaptured onIframeLoad processedNodeManager onSerialize ' +
  'restoreHandlers removesSubTreeCache iframeManager ignoreSelector adoptStyleSheets nodeMetaMap adoptedStyleSheetCb ' +
  'idNodeMap attributeMap movedSet genTextAreaValueMutation scrollCb styleMirror removeNodeFromMap skipChild styleDiff ' +
  'droppedSet _unchangedStyles unattachedDoc addShadowRoot attachLinkElement mousemoveCallback patchAttachShadow ' +
  'styleIDMap observeAttachShadow mouseInteractionCb processMutations viewportResizeCb mapRemoves shadowDoms ' +
  'nodeMap attachIframe styleDeclarationCb mousemoveCb selectionCb movedMap styleSheetRuleCb processMutation ' +
  'addLoadListener genAdds inOtherBuffer loadListener inputCb takeFullSnapshot addCustomEvent freezePage isFrozen ' +
  'getNode hasNode getIds'
const redaction =
  'owner vocabulary drawing isExact attributeRuleOf openings needed isCoarse isSecret isStyle keyRows changedNames ' +
  'pressedId optionTexts isIcon isSvg isSurplus isCssWord isCssUnit isSafePiece isInline subpathCount pageShapeCount ' +
  'shapeCount wasClosed classMark tokenList declarations attributeRuleAt inputTypes linesOf bucketMask countOf shapeOf ' +
  'isElement lateSignals isStatic isStaticText centreOf boxOf isLeftOut'
const recorder =
  'wantKeyframe leaveOutLargest onSnapshotTooLarge onQueueUnavailable onKeyframeWanted awaitsSnapshot ' +
  'charactersPerMinute keyframeIntervalMs takeKeyframe takeSnapshot snapshotSoon passOver backOffMs runExclusively ' +
  'recipientPublicKey sealingPublicKey wantedIndex sendsInMs recordAll isDeclined isExcluded emitGap onFirstReceipt ' +
  'cpuMsPerSecond noteSize onHidden onStreamRefused onAcknowledged removeThrough maxRunSegments maxRunBytes onSegment ' +
  'setExcluded noteChanges onBadReceipt onAppRefused acknowledge takeCount nodeTypeOf parentNodeOf ownerDocumentOf ' +
  'nextSiblingOf firstChildOf shadowRootOf designModeOf isFrameRoot loadReader sealSegment ruling characters isThinned ' +
  'readsBody nodeCount recordsAll onFailure onRestored onLeaving onSealed onUnload onResumed ' +
  'onCommand onChanges onSkipped noteCpu sendNow keyframe startMs lengthMs retryAfterMs prevLink trackers loudest remember ' +
  'maxBytes maxAgeMs isRunning startTimer staticTexts manifestHash consentReceipt consentHash ruleSetHash appendKeyHash ' +
  'withdrawalTokenHash encHash isBlocked setBlocked onSpent forgetShadows isOpenAt frameOf slotOfText isFrame sealCompressed onSize isOver isCalm ' +
  'exchange isSafe notify hostOf isSent slotOf ruleAt'

const names = [rrweb, redaction, recorder].flatMap((list) => list.split(' '))

/** Matches a name that is shortened. */
export const internalNames: RegExp = new RegExp(`^(?:${names.join('|')})$`)

/** A Vite plugin: the build fails when one of them is written as a string, or not at all. */
export function checkInternalNames(): Plugin {
  let isShortened = true
  return {
    name: 'reseal-check-internal-names',
    enforce: 'pre',
    configResolved({ build }) {
      isShortened = build.minify === 'terser'
    },
    renderChunk(code) {
      if (!isShortened) return null
      for (const name of names) {
        if (!code.includes(name))
          throw new Error(`${name} is no name any more: leave it out of internal-names.ts`)
        if (new RegExp(`['"\`]${name}['"\`]`).test(code)) {
          throw new Error(`${name} is written as a string: leave it out of internal-names.ts`)
        }
      }
      return null
    },
  }
}
