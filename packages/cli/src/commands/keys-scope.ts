// reseal keys scope: which streams a sealing key could open, from the recordings log alone, and which were opened.
import { createAppRepository, type SessionAccess } from '@reseal/store'
import { formatAccesses } from '../audit/access-table.ts'
import { findReads } from '../audit/breach-scope.ts'
import { readTime, timeFilterOptions } from '../audit/filter-options.ts'
import { findKeyScope, type KeyScope, type SealedStream } from '../audit/key-scope.ts'
import { ask, askedFor, describeProofs, proofsOption, writeProofs } from '../audit/question.ts'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatDuration, formatTable } from '../command-line/table.ts'
import { openStorage } from '../deployment/storage.ts'

/** `reseal keys scope` */
export const keysScopeCommand: Command = {
  name: 'keys scope',
  summary:
    'Say which streams a sealing key could open, from the recordings log alone, and which were opened.',
  details: [
    'Reads every batch that the log names: the header of a stream says which key it is sealed to, whatever rows of the ' +
      'database say. Shredded: a tombstone says that the encapsulated key is destroyed, so that the sealing key alone ' +
      'opens nothing of it. Opened: releases and exports that the audit log has. That it was asked is an audit event, ' +
      'committed first. "reseal verify" proves both logs.',
    'Ends with status 1 where a batch could not be read: then the answer is not whole.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'key-id', value: 'ID', required: true, help: 'id of the sealing key' },
    ...timeFilterOptions,
    proofsOption,
  ],
  examples: [
    'reseal keys scope --key-id 3f1c2d4e5a6b7c8d',
    'reseal keys scope --key-id 3f1c2d4e5a6b7c8d --from 2026-11-01 --to 2026-11-22 --json',
  ],
  run: runScope,
}

async function runScope(input: CommandInput, context: CommandContext): Promise<number> {
  const keyId = input.text('key-id') ?? ''
  if (!/^[0-9a-f]{16}$/.test(keyId)) {
    throw new CliError('usage', '--key-id is no id of a sealing key: 16 digits of 0-9 and a-f.')
  }
  const [givenFrom, givenTo] = [readTime(input, 'from'), readTime(input, 'to')]
  const asked = { keyId, fromMs: givenFrom ?? 0, toMs: givenTo ?? Number.MAX_SAFE_INTEGER }
  const times = {
    ...(givenFrom !== undefined && { fromMs: givenFrom }),
    ...(givenTo !== undefined && { toMs: givenTo }),
  }
  let isWhole = false
  await ask(input, context, {
    about: askedFor(times, { key: keyId }),
    async answer(question) {
      const { db, config } = question
      const apps = new Map((await createAppRepository(db).list()).map(({ appKey, id }) => [appKey, id]))
      const objects = openStorage(config.objects, config.paths.objects)
      const scope = await findKeyScope({ db, objects, apps }, asked)
      isWhole = scope.unreadBatches === 0
      const sealed = new Set([...scope.openable, ...scope.shredded].map(({ stream }) => stream))
      const { read, records } = await findReads(question, { ...times, isMeant: (id) => sealed.has(id) })
      const proofs = await writeProofs(question, records, { input, context })
      await context.stdout.write(
        input.has('json')
          ? `${JSON.stringify({ keyId, ...times, ...scope, read, ...(proofs !== undefined && { proofs }) }, undefined, 2)}\n`
          : `${formatScope(scope, read)}\n${describeProofs(proofs)}`,
      )
    },
  })
  return isWhole ? 0 : 1
}

function formatScope(scope: KeyScope, read: readonly SessionAccess[]): string {
  const { openable, shredded, removedStreams, unreadBatches } = scope
  const notes = [
    ...(removedStreams === 0
      ? []
      : [`${removedStreams} forgotten streams are in no batch any more: their key is known no more.`]),
    ...(unreadBatches === 0
      ? []
      : [`${unreadBatches} batches cannot be read as the log says: the answer is not whole.`]),
  ]
  return `The key opens
${formatStreams(openable)}
Shredded: the key alone opens nothing of them
${formatStreams(shredded)}
Opened, as the audit log has it
${read.length === 0 ? '  nothing\n' : formatAccesses(read)}${notes.map((note) => `\n${note}\n`).join('')}`
}

function formatStreams(streams: readonly SealedStream[]): string {
  if (streams.length === 0) return '  no stream\n'
  return formatTable(
    [
      { title: 'App' },
      { title: 'Sessions', align: 'right' },
      { title: 'Streams', align: 'right' },
      { title: 'Segments', align: 'right' },
      { title: 'Replay', align: 'right' },
    ],
    [...Map.groupBy(streams, ({ app }) => app)].map(([app, of]) => [
      app,
      String(new Set(of.map(({ session }) => session)).size),
      String(of.length),
      String(of.reduce((sum, { segments }) => sum + segments, 0)),
      formatDuration(of.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)),
    ]),
  )
}
