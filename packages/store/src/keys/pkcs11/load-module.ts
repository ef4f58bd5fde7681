// A PKCS#11 module as functions: the vendor's shared library is loaded into this process, and its functions are called on
// threads beside the event loop.
import type * as Koffi from 'koffi'
import { StoreError } from '../../store-error.ts'

const ok = 0

// CK_FUNCTION_LIST: a version, then the functions in the order of the specification.
const functions = {
  C_Initialize: 0,
  C_GetSlotList: 4,
  C_GetTokenInfo: 6,
  C_OpenSession: 12,
  C_CloseSession: 13,
  C_Login: 18,
  C_DestroyObject: 22,
  C_GetAttributeValue: 24,
  C_FindObjectsInit: 26,
  C_FindObjects: 27,
  C_FindObjectsFinal: 28,
  C_GenerateKeyPair: 59,
  C_DeriveKey: 62,
} as const

/** A function that is called. */
export type FunctionName = keyof typeof functions
/** What functions take; bytes are passed by their place, and are held until the call is over. */
export type Argument = bigint | number | Uint8Array | null
/** Each gives a CK_RV. */
type Calls = Readonly<Record<FunctionName, (...args: readonly Argument[]) => Promise<number>>>

const argumentTypes: Readonly<Record<FunctionName, readonly string[]>> = {
  C_Initialize: ['void *'],
  C_GetSlotList: ['uint8_t', 'void *', 'void *'],
  C_GetTokenInfo: ['ulong', 'void *'],
  C_OpenSession: ['ulong', 'ulong', 'void *', 'void *', 'void *'],
  C_CloseSession: ['ulong'],
  C_Login: ['ulong', 'ulong', 'void *', 'ulong'],
  C_DestroyObject: ['ulong', 'ulong'],
  C_GetAttributeValue: ['ulong', 'ulong', 'void *', 'ulong'],
  C_FindObjectsInit: ['ulong', 'void *', 'ulong'],
  C_FindObjects: ['ulong', 'void *', 'ulong', 'void *'],
  C_FindObjectsFinal: ['ulong'],
  C_GenerateKeyPair: ['ulong', 'void *', 'void *', 'ulong', 'void *', 'ulong', 'void *', 'void *'],
  C_DeriveKey: ['ulong', 'void *', 'ulong', 'void *', 'ulong', 'void *'],
}

/** A module's functions. */
export interface Loaded {
  readonly calls: Calls
  /** A structure of CK_ULONGs and of places of bytes, which live as long as the structure does. */
  structure(fields: readonly (number | bigint | Uint8Array)[]): Buffer
}

// A library that is collected as garbage is unloaded, and the functions that were taken from it are called where nothing is.
const loadedLibraries = new Map<string, Koffi.LibraryHandle>()

/**
 * Loads the library, once for the life of the process.
 * @throws whatever the system says, or that it is no such module
 */
export async function loadModule(modulePath: string): Promise<Loaded> {
  const koffi = await import('koffi')
  const library = loadedLibraries.get(modulePath) ?? koffi.load(modulePath)
  loadedLibraries.set(modulePath, library)
  const list: unknown[] = [null]
  const getFunctionList = library.func('C_GetFunctionList', 'ulong', [koffi.out(koffi.pointer('void *'))])
  const result = Number(getFunctionList(list))
  if (result !== ok) throw new Error(describeResult('C_GetFunctionList', result))
  const entries = Object.entries(functions).map(([name, position]) => {
    const types = argumentTypes[name as FunctionName]
    const call: unknown = koffi.decode(
      koffi.decode(list[0], 8 + 8 * position, 'void *'),
      koffi.proto('ulong', [...types]),
    )
    return [name, callBeside(call as Koffi.KoffiFunc<(...args: Argument[]) => number | bigint>)] as const
  })
  const pointedTo = new WeakMap<Uint8Array, readonly unknown[]>()
  return {
    calls: Object.fromEntries(entries) as unknown as Calls,
    structure(fields) {
      const bytes = Buffer.alloc(8 * fields.length)
      for (const [index, field] of fields.entries()) {
        const value = field instanceof Uint8Array ? koffi.address(field) : BigInt(field)
        bytes.writeBigUInt64LE(value, 8 * index)
      }
      pointedTo.set(bytes, fields)
      return bytes
    },
  }
}

// What calls that have not answered write to and read from.
const inFlight = new Set<readonly Argument[]>()

function callBeside(
  call: Koffi.KoffiFunc<(...args: Argument[]) => number | bigint>,
): (...args: readonly Argument[]) => Promise<number> {
  return (...args) =>
    new Promise((resolve, reject) => {
      inFlight.add(args)
      call.async(...args, (error: unknown, result: number | bigint) => {
        inFlight.delete(args)
        if (error) reject(new StoreError('key_module_unusable', error))
        else resolve(Number(result))
      })
    })
}

/** For the cause of an error: which function answered what. */
export function describeResult(name: string, result: number): string {
  return `${name}: 0x${result.toString(16)}`
}
