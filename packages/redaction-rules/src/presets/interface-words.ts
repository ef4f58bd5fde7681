// Words that interfaces of health apps are made of, and that say nothing about a person: the preset `readable` lets a text
// through only when it holds no other. Why a word is in or out: section "The words of readable" in the README.

// What holds sentences together.
const functionWords =
  'about after all and are as at before by for from if in into is more not of off on or our out over than that the these ' +
  'this to until up us what when where which with without you your'

// What a person does with an interface: buttons, menus, links.
const actions =
  'accept add adjust allow apply archive assign attach back browse cancel change choose clear collapse compare ' +
  'complete compose confirm connect continue copy create customize decline delete deselect disconnect discard ' +
  'dismiss display download drop duplicate edit enable enter exit expand explore export filter find finish forgot forward ' +
  'generate get go help hide import include insert invite join keep learn leave load log login logout make manage ' +
  'maximize merge minimize mute move open paste pause pay play preview print proceed publish reconnect redo refresh ' +
  'reload remind remove rename reopen reorder replace reply request reschedule resend reset resize restore resume ' +
  'retry return revert review revoke save schedule search select send set share show sign sign-in sign-up skip sort ' +
  'start stop submit subscribe switch sync take toggle translate try turn undo unlock unmute unselect unsubscribe update ' +
  'upgrade upload use validate verify view withdraw write zoom'

// What is on a screen.
const screens =
  'account accounts action actions activity alert alerts answer answers app apps application applications attachment ' +
  'attachments audio avatar browser calendar camera category categories chart charts chat checklist code ' +
  'column columns comment comments communication configuration contact contacts content cookie cookies dashboard data ' +
  'desktop detail details device devices dialog directory document documents draft drafts email emails e-mail entries entry ' +
  'error errors event events example examples extension favorites feature features feedback file files folder folders form ' +
  'forms forum graph group groups guide header icon icons image images inbox info information instructions interface ' +
  'invitation invitations item items keyboard label labels language languages layout library links list lists loading ' +
  'location locations media menu message messages messaging microphone mode navigation network news newsletter note notes ' +
  'notice notices notification notifications option options outbox overview pages panel panels password passwords ' +
  'passkey passkeys permission permissions photo photos picture pictures portal preference preferences privacy profile ' +
  'profiles progress question questions reference references reminder reminders report reports requests resource resources ' +
  'result results role rows screen screens section sections security selection sender setting ' +
  'settings sidebar signature signatures size snapshot source sources status statuses step steps subject submission ' +
  'submissions subscription subscriptions suggestion suggestions summary support survey surveys system tab table tables ' +
  'tabs tag tags task tasks template templates terms text theme themes timeline title titles tool toolbar tools topic topics ' +
  'trash tutorial tutorials user users username value values version versions video videos visibility voice volume website ' +
  'widget widgets window windows workflow workspace'

// How things on a screen are.
const qualities =
  'additional advanced alternate archived assigned automatic automatically available basic common connected current custom ' +
  'default deleted empty enabled expired extra first frequently full general hidden incomplete incorrect ' +
  'invalid last latest legal local maximum middle minimum missing mobile new newest next offline oldest ' +
  'online optional original other pending permanent personal preferred preset previous primary private public recent ' +
  'recently related remote required saved scheduled secondary secure selected sent shared similar static successful ' +
  'successfully temporary unavailable unread unsaved upcoming valid visible'

// What an interface says to whoever uses it.
const phrases =
  "again cannot can't couldn't didn't expect failed found hello later loaded nothing oops please something sorry " +
  "success thank thanks unable welcome went what's wrong"

// When, without saying when: no weekday, no month, no number.
const times =
  'afternoon date datetime duration end evening hour hours minute minutes month months monthly now ' +
  "period quarter second seconds time times timezone today today's tomorrow week year years yearly " +
  'yesterday'

// Labels of the fields in which a person gives who they are and how to reach them.
const personal =
  'address addresses apartment area birth cell citizenship city country county demographics education employer employment ' +
  'ethnicity family fax gender home household id identification identifier identity landline marital mailing ' +
  'name names nationality nickname number occupation phone phones postal postcode prefix pronouns ' +
  'region residence security sex state suffix suite surname telephone unit voicemail work zip'

// Insurance and money.
const billing =
  'amount amounts balance balances beneficiary benefit benefits billing cardholder charges checkout claim claims copay ' +
  'coinsurance costs coverage credit currency debit deductible due eligibility estimate estimates expiration expiry ' +
  'fees group guarantor insurance insured insurer invoice invoices member membership method methods outstanding paid ' +
  'payer payment payments policies policy policyholder premium receipt receipts refund refunds statement ' +
  'statements subscriber subtotal tax total totals transaction transactions'

// Care, as a portal speaks of it before anything about the person is known.
const care =
  'allergies appointment appointments appt assessment assessments availability care checkin check-in chief clinic clinical ' +
  'clinician clinicians clinics complaint consent consents consultation consultations conditions doctors dosage dose ' +
  'emergency encounter encounters facility facilities follow-up followup frequency health healthcare height history ' +
  'immunization immunizations intake lab laboratory labs measurement measurements medical medication medications medicine ' +
  'medicines nurses ordered orders patient patients pharmacies pharmacy physician physicians practice practitioner ' +
  'practitioners prescriber prescription prescriptions provider providers questionnaire questionnaires reason reasons record ' +
  'records referral referrals refill refills registration relationship room schedules service services sheet specialist ' +
  'specialists specialty symptoms team teams telehealth temperature test tests treatment trends triage vaccination ' +
  'vaccinations vaccine vaccines visit visits vitals waiting weight'

/** The words of the preset `readable`, sorted. */
export const interfaceWords: readonly string[] = /* @__PURE__ */ (() =>
  Object.freeze(
    [
      ...new Set(
        [functionWords, actions, screens, qualities, phrases, times, personal, billing, care]
          .join(' ')
          .split(' '),
      ),
    ].sort(),
  ))()
