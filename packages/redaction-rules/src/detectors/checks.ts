// Check digits as the issuers define them. A check raises or lowers confidence; it never decides whether the shape
// of an identifier is one.

/** The Luhn formula (ISO/IEC 7812-1, annex B) over a string of digits. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const value = Number(digits[digits.length - 1 - index])
    const weighted = index % 2 === 1 ? value * 2 : value
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return digits.length > 0 && sum % 10 === 0
}

/** The check digit of a routing number: weights 3, 7, 1 (ABA, routing number policy). */
export function passesRoutingCheck(digits: string): boolean {
  const weights = [3, 7, 1]
  let sum = 0
  for (let index = 0; index < digits.length; index += 1)
    sum += Number(digits[index]) * (weights[index % 3] ?? 0)
  return digits.length === 9 && sum > 0 && sum % 10 === 0
}

/** The check digit of a DEA registration: the last of (1st + 3rd + 5th) + 2 × (2nd + 4th + 6th). */
export function passesDeaCheck(digits: string): boolean {
  const value = (index: number): number => Number(digits[index])
  const sum = value(0) + value(2) + value(4) + 2 * (value(1) + value(3) + value(5))
  return digits.length === 7 && sum % 10 === value(6)
}

const vinValues: Readonly<Record<string, number>> = Object.fromEntries(
  Array.from('ABCDEFGHJKLMNPRSTUVWXYZ').map((letter) => [
    letter,
    letter < 'J'
      ? letter.charCodeAt(0) - 64
      : letter < 'S'
        ? letter.charCodeAt(0) - 73
        : letter.charCodeAt(0) - 81,
  ]),
)
const vinWeights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

/** The check digit of a vehicle identification number (49 CFR 565.15(c)). */
export function passesVinCheck(vin: string): boolean {
  const sum = vinWeights.reduce((total, weight, index) => {
    const sign = vin[index] ?? ''
    return total + weight * (vinValues[sign] ?? Number(sign))
  }, 0)
  return vin.length === 17 && vin[8] === (sum % 11 === 10 ? 'X' : String(sum % 11))
}

/** The check digits of an IBAN: the remainder by 97 is 1 (ISO 13616-1, ISO/IEC 7064). */
export function passesIbanCheck(iban: string): boolean {
  let remainder = 0
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36)
    remainder = (value > 9 ? remainder * 100 + value : remainder * 10 + value) % 97
  }
  return remainder === 1
}

/** The check digit of a GTIN: weights 3 and 1 from the right (GS1 General Specifications, 7.9.1). */
export function passesGtinCheck(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    sum += Number(digits[digits.length - 1 - index]) * (index % 2 === 1 ? 3 : 1)
  }
  return sum > 0 && sum % 10 === 0
}

/** Says whether all signs are the same, as placeholders are. */
export const isOneSign = (text: string): boolean => /^(.)\1*$/u.test(text)
