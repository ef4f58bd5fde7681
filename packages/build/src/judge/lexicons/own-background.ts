// What is nobody's business about a person, and no condition. Own list.

/** Circumstances of a person's life, in any text. */
export const ownBackground: string =
  'asylum seeker|bisexual|convicted|criminal record|domestic abuse|domestic violence|foster child|gay|homeless|homelessness|homosexual|' +
  'incarcerated|incarceration|intersex|intimate partner violence|lesbian|nonbinary|on parole|on probation|partner abuse|prisoner|prostitution|' +
  'refugee|sex worker|social isolation|transgender|transsexual|undocumented immigrant|victim of'
