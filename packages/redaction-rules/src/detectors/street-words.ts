// The words that make a street address of a number and a name.

/** Suffixes that hardly stand for anything else after a number and a name (USPS Publication 28, appendix C1). */
export const sureSuffixes: string =
  'alley|aly|avenue|aven|ave|av|blvd|boulevard|bypass|causeway|cswy|circle|cir|court|ct|crescent|cres|cv|drive|dr|expressway|expy|freeway|fwy|highway|hwy|lane|ln|loop|mews|parkway|pkwy|place|pl|plaza|plz|road|rd|row|square|sq|street|st|str|terrace|ter|trail|trl|turnpike|tpke|way'

/** All suffixes of Publication 28, appendix C1, and the street types of AS 4590 and of British addresses. */
export const suffixes: string =
  'alley|aly|annex|anx|arcade|arc|avenue|aven|ave|av|bayou|byu|beach|bch|bend|bnd|bluffs?|blf|bottom|btm|boulevard|blvd|boul|branch|br|bridge|brg|brooks?|brk|burgs?|bypass|byp|camp|cp|canyon|cyn|cape|cpe|causeway|cswy|centers?|ctr|circles?|cir|cliffs?|clf|clfs|club|clb|common|cmn|commons|corners?|cor|course|crse|courts?|ct|cts|coves?|cv|creek|crk|crescent|cres|crest|crst|crossing|xing|crossroads?|xrd|curve|curv|dale|dl|dam|dm|divide|dv|drives?|dr|drs|estates?|est|ests|expressway|expy|extensions?|ext|fall|falls|fls|ferry|fry|fields?|fld|flds|flats?|flt|flts|fords?|frd|forest|frst|forges?|frg|forks?|frk|frks|fort|ft|freeway|fwy|gardens?|gdn|gdns|gateway|gtwy|glens?|gln|greens?|grn|groves?|grv|harbors?|hbr|haven|hvn|heights|hts|highway|hwy|hills?|hl|hls|hollow|holw|inlet|inlt|islands?|is|isle|junctions?|jct|keys?|ky|knolls?|knl|knls|lakes?|lk|lks|land|landing|lndg|lane|ln|light|lights|lgt|loaf|lf|locks?|lck|lodge|ldg|loop|mall|manors?|mnr|meadows?|mdw|mdws|mews|mills?|ml|mls|mission|msn|motorway|mtwy|mount|mt|mountains?|mtn|neck|nck|orchard|orch|oval|overpass|opas|parks?|parkways?|pkwy|pass|passage|psge|path|pike|pines?|pne|pnes|place|pl|plains?|pln|plns|plaza|plz|points?|pt|pts|ports?|prt|prairie|pr|radial|radl|ramp|ranch|rnch|rapids?|rpd|rpds|rest|rst|ridges?|rdg|rdgs|river|riv|roads?|rd|rds|route|rte|row|rue|run|shoals?|shl|shores?|shr|shrs|skyway|skwy|springs?|spg|spgs|spurs?|squares?|sq|sqs|station|sta|stravenue|stra|stream|strm|streets?|st|str|sts|summit|smt|terrace|ter|throughway|trwy|trace|trce|track|trak|trafficway|trfy|trails?|trl|trailer|trlr|tunnel|tunl|turnpike|tpke|underpass|upas|unions?|un|valleys?|vly|viaduct|via|views?|vw|villages?|vlg|ville|vl|vista|vis|walks?|wall|ways?|wells?|wl|wls|close|quay|vale|access|approach|bay|brae|broadway|brow|byway|centreway|centre|chase|circuit|circus|colonnade|copse|corso|court|courtyard|croft|cross|dell|driveway|edge|elbow|embankment|end|esplanade|fairway|garth|gate|glade|grange|gully|heath|laneway|lea|link|lookout|maze|mead|nook|outlook|parade|pathway|piazza|pocket|promenade|quadrant|quays|ramble|reach|reserve|retreat|ride|ridgeway|ring|rise|rotary|round|slope|strand|strip|tarn|tor|triangle|turn|villas|walkway|wharf|wood|woods|wynd|yard'

/** Secondary units (USPS Publication 28, appendix C2). */
export const unitWords: string =
  'apt|apartment|bldg|building|dept|fl|floor|lot|lower|ofc|office|ph|rm|room|slip|spc|space|ste|suite|trlr|unit|flat'

/** Words of other languages before the name of a street, which is followed by the number. */
export const streetFirst: string =
  'rua|rue|via|viale|calle|c/|avenida|avda\\.?|av\\.?|avenue|piazza|piazzetta|plaza|praça|largo|travessa|strada|stradă|carrer|camino|paseo|passeig|ronda|vicolo|corso|ul\\.|ulica|ulice|boulevard|chemin|impasse|place|quai|allée|route|an der|auf der|unter den|λεωφόρος|πλατεία|rúa'

/** How names of streets end in other languages. */
export const streetEndings: string =
  'stra(?:ss|ß)e|str\\.|strasse|gasse|weg|platz|allee|ufer|damm|steig|straat|laan|dijk|gracht|plein|kade|vej|vejen|gade|g[aä]ta(?:n)?|v[aä]g(?:en)?|gr[aä]nd|katu|tie|kuja|polku|vegen|veien|gata|gate|braut|stíg(?:ur)?|utca|út(?:ja)?|tér|u\\.|körút|rkp\\.|ulica|ska|ova|kova|vägen|stræde|bakken|terrasse|maantee|tee|tänav|tn\\.|vegur|vegi|str[æa]e?ti|bakki|hove|weide|graben|brücke|markt|rinne|zeile|stieg|pfad|kai'
