// Endings that clinical words are built with, for the words that no list has. Drugs: stems of the United States Adopted Names
// Council; conditions and procedures: the combining forms of medical terminology. Own selection (docs/provenance.md).

const endingOf = (...endings: readonly string[]): RegExp => new RegExp(`(?:${endings.join('|')})s?$`, 'u')

/** Endings of conditions: inflammations, tumours, states of the blood. */
export const conditionEndings: readonly RegExp[] = [
  endingOf(
    'itis|itides|iasis|[aeiou]?emia|aemia|[bcdghklmnprstvy]oma|omata|osis|[chikmnrty]oses|pathy|pathies|algia|plegia|plegic|paresis',
    '[^c]uria|rrhea|rrhoea|rrhage|penia|philia|phobia|phobic|asthenia|otrophy|ectasi[sa]|megaly|sclerosis|stenosis',
    'thyroidism|plasia|neoplasm|lepsy|phasia|kinesia|(?:hydro|varico|recto|cysto|meningo|descemeto)cele|lith|lithiasis|phrenia',
    'cytosis|(?:hemo|pneumo|hydro)thorax|[^a]spasm|edema|oedema|somnia|phagia|pnea|pnoea|ptysis|cardia|(?:my|ambly|dipl|hyper|presby)opia|anopsia',
    'emesis|trichosis|dactyly|cephaly|malacia|chalasis|tropion|plakia|geusia|osmia|urgia|mycosis|asitemia|pexia|helminths?|coccal',
  ),
  /^(?:hyper|hypo|dys)\w{3,}(?:ism|ia|ion|sis|ity|ics?|tics?|ives?)$/u,
]

/** Endings of procedures. */
export const procedureEndings: readonly RegExp[] = [
  endingOf(
    'ectomy|ectomies|otomy|otomies|ostomy|ostomies|plasty|plasties|centesis|rrhaphy|(?:arthro|pleuro)desis|dialysis|pheresis',
    '(?:colono|endo|gastro|broncho|laparo|cysto|arthro|hystero|colpo|sigmoido|uretero|laryngo|thoraco|ano|procto)scopy',
    '(?:colono|endo|gastro|broncho|laparo|cysto|arthro|hystero|colpo|sigmoido|uretero|laryngo|thoraco|ano|procto)scopies',
    '(?:mammo|angio|ventriculo|arterio|veno|myelo|cysto|uro|radio|sono|tomo|ultrasono|cardio|encephalo|myo|cholangio|pyelo|scinti|elasto|arthro|lympho|aorto|disco)gra(?:phy|m|phies)',
    'intubation|catheteri[sz]ation|emboli[sz]ation|anesthesia|anaesthesia|(?:radio|chemo|immuno|brachy|cryo|photo|pharmaco)therapy|transfusion|cardioversion',
  ),
]

/** Endings of drugs' generic names. */
export const drugEndings: readonly RegExp[] = [
  endingOf(
    'pril|prilat|sartan|[aeiou]lol|[aeiou]dipine|statin|prazole|prazan|tidine|floxacin|oxacin|cillin|mycin|micin|cycline|nazole|conazole|bendazole|avir|evir|ivir|ovir|cavir',
    '[a-z]{3}[cilmntuxz][mu]ab|[lnt]umab|ximab|zumab|[dltr]inib|rafenib|[dl]enib|gliptin|gliflozin|glutide|natide|retide|relide|oxetine|azepam|azolam|zolam|barbital|[a-z]{2}caine',
    'dronate|dronic|lukast|triptan|setron|thiazide|semide|parin|parinux|xaban|gatran|grelor?|profen|coxib|isone|[cmh]asone|solone|olone|[sn]onide|formin|glitazone|glinide',
    '[bmn]uterol|meterol|aterol|tropium|[dn]afil|fibrate|gabalin|racetam|pezil|peridone|peridol|[tz]apine|zepine|codone|morphone|fentanil|fentanyl|caftor|ciclib|parib|lisib',
    'platin|rubicin|taxel|tacept|atacept|nercept|libercept|kinra|grastim|poetin|limus|oroquine|vudine|clovir|asvir|gepant|orexant|relin|relix|steride|zosin|losin|thiazine',
    'pramine|triptyline|bactam|penem|estradiol|gestrel|trexate|trexed|ergoline|ergotamine|lamide|glipizide|gliclazide|[lb]uride|insulin|vaptan|renone|paratide|stigmine|curium|curonium',
    'flurane|vastatin|melteon|fungin|oxicam|fenac|idone|astine|cromil|levodopa|carbidopa|sentan|imod|kacin|leukin|mantadine|metacin|mustine|orphan|pamil|plase|vasopressin|opressin',
    'methoprim|prost|prostone|rsen|sulfase|sidase|cerase|spirone|xostat|listat|nostat|cilastatin|sulfan|tadine|terone|thiouracil|phenytoin|tretin|tretinoin|uridine|citabine|rabine',
    'verine|phylline|zolamide|zolid|capone|giline|ectin|piclone|nicline|bamate|promazine|azine hydrochloride|methasone|betasol|cinolone|cinonide|metholone|sulfapyridine|sulfadiazine',
    'thalidomide|domide|nidine|peridine|adol|afungin|otecan|poside|vincristine|blastine|relbine|fosfamide|tocin|tropin|globulin|albumin|cortisone|cortin|phrine|nephrine|ephedrine',
    'salazine|salamine|melatonin|calcidol|calciferol|cobalamin|thyronine|thyroxine|alendronate|bisphosphonate|methonium|ammonium|benzoate|gluconate|hydrochloride|hydrobromide',
    'tartrate|maleate|fumarate|mesylate|besylate|tosylate|succinate|propionate|furoate|valerate|dipropionate|acetonide|palmitate|decanoate|medoxomil|axetil|proxetil|disoproxil',
  ),
  /^cef[adeiotpu]\w{3,}$/u,
  /^sulfa\w{4,}$/u,
]

/** English words that end like clinical ones. */
export const notClinical: ReadonlySet<string> = new Set(
  (
    'diploma aroma oklahoma tacoma sonoma diagnosis diagnoses prognosis prognoses metamorphosis osmosis hypnosis apotheosis symbiosis ' +
    'empathy sympathy telepathy apathy nostalgia anatomy dichotomy trophy academia bohemia hyperlink hypertext hypothesis hypotheses ' +
    'hypothetical hyphenation hypotenuse hyperbole dysfunctional hypermedia hyperion dystopia monolith megalith regolith metallurgia ' +
    'april peril carbine imposter impost orphan orphans cortisone paradiso ammonium telescopy bibliophilia pianissimo hypocritic ' +
    'hyperactivity hypersensitivity hypnotic hypnotics catatonic tropic'
  ).split(' '),
)
