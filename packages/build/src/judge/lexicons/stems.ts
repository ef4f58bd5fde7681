// Endings that clinical words are built with, for the words that no list has. Drugs: stems of the United States Adopted Names
// Council; conditions and procedures: the combining forms of medical terminology. Own selection (docs/provenance.md).

/** Endings of conditions: inflammations, tumours, states of the blood. */
export const conditionEndings: RegExp =
  /(?:itis|[aeiou]?emia|aemia|[bcdghklmnprstvy]oma|omata|osis|oses|pathy|pathies|algia|plegia|paresis|[^c]uria|rrh(?:o)?ea|rrhage|penia|philia|phobia|asthenia|[hsl]trophy|otrophy|ectasis|ectasia|iectasis|megaly|sclerosis|stenosis|(?:hyper|hypo|dys)\w{5,}|thyroidism|plasia|neoplasm|lepsy|phasia|kinesia|(?:hydro|varico|recto|cysto|meningo)cele|lithiasis|phrenia|cytosis|thorax|spasm|edema|oedema|parous|gravida|somnia|phagia|pnea|pnoea|ptysis|(?:brady|tachy)cardia|opia|anopsia|emesis|stasis|trichosis|dactyly|cephaly|immune|syndrome)s?$/u

/** Endings of procedures. */
export const procedureEndings: RegExp =
  /(?:ectomy|ectomies|(?:[lrchn]|ri|st|er)otomy|otomies|ostomy|ostomies|plasty|plasties|(?:colono|endo|gastro|broncho|laparo|cysto|arthro|hystero|colpo|sigmoido|ureter|laryngo|thoraco)scopy|scopies|(?:mammo|angio|vento|ventriculo|arterio|veno|myelo|cysto|uro|radio|sono|tomo|ultrasono|cardio|encephalo|myo|chole|cholangio|pyelo|scinti|elasto|arthro|lympho|aorto|discog)gra(?:phy|m|ms|phies)|centesis|rrhaphy|(?:arthro|pleuro)desis|dialysis|pheresis|ablation|intubation|catheteri[sz]ation|emboli[sz]ation|anesthesia|anaesthesia|(?:radio|chemo|immuno|brachy|cryo|photo|hormono)therapy|transfusion|vaccination)s?$/u

/** Endings of drugs' generic names. */
export const drugEndings: RegExp =
  /(?:pril|prilat|sartan|[aeiou]lol|dipine|statin|prazole|tidine|floxacin|cillin|mycin|micin|cycline|conazole|nidazole|bendazole|[aeiou]vir|cavir|[aeioutlzc][mn]ab|umab|ximab|zumab|tinib|gliptin|gliflozin|glutide|natide|oxetine|azepam|zolam|barbital|caine|dronate|dronic|lukast|triptan|setron|thiazide|semide|parin|xaban|gatran|grel|grelor|profen|coxib|isone|[hcm]asone|[iao]solone|formin|glitazone|[bmn]uterol|meterol|terol|tropium|[dnv]afil|fibrate|gabalin|racetam|pezil|peridone|[tz]apine|codone|morphone|fentanil|fentanyl|caftor|ciclib|rafenib|parib|lisib|platin|rubicin|taxel|(?:anercept|tacept|atacept|libercept)|kinra|grastim|poetin|limus|oroquine|fluoroquine|vudine|ciclovir|cyclovir|asvir|gepant|orexant|relin|relix|steride|zosin|losin|thiazine|pramine|triptyline|navir|tegravir|bactam|penem|oxacin|sulfa\w{4,}|cef\w{4,}|cefa\w{3,}|estradiol|gestrel|trexate|nitrate|azosin|ergoline|ergotamine|lamide|gliclazide|glipizide|[lb]uride|semaglutide|insulin|vaptan|renone|parotide|stigmine|curium|curonium|flurane|amivir|vastatin|lizumab|melteon|piprant|fungin|tapentadol|oxicam|fenac|[th]idone)s?$/u

/** English words that end like clinical ones. */
export const notClinical: ReadonlySet<string> = new Set(
  (
    'diploma aroma coma oklahoma tacoma sonoma roma diagnosis diagnoses prognosis prognoses metamorphosis osmosis hypnosis apotheosis symbiosis ' +
    'empathy sympathy telepathy apathy nostalgia utopia copia cornucopia anatomy dichotomy autonomy taxonomy trophy dystopia academia bohemia ' +
    'hyperlink hyperlinks hypertext hypothesis hypotheses hypothetical hypothetically hyphenation hypotenuse hyperbole dysfunctional hypermedia ' +
    'homeostasis immune telescopy april peril pristine nitrate carbine wassail hypocrisy hypocrite hyperspace hypervisor hypermarket ' +
    'chrysalis thesis magazine caption dynamic stadium status centrifugal ablation thorax'
  ).split(' '),
)
