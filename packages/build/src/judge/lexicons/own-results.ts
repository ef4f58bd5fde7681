// What a result says. Own list.

/** Words of results: in short texts. */
export const shortResults: string =
  'abnormal|abnormalities|above normal|at risk|below normal|benign|borderline|contraindicated|critically high|' +
  'critically low|detected|elevated|equivocal|grade 1|grade 2|grade 3|heterozygous|high risk|homozygous|hyperactive|' +
  'immune|in remission|inconclusive|indeterminate|low risk|malignant|metastases|metastasis|moderate risk|mutation|' +
  'negative|non reactive|non-reactive|nonreactive|normal range|not detected|not immune|out of range|pathogenic|positive|' +
  'reactive|resistant|stage 1|stage 2|stage 3|stage 4|stage i|stage ii|stage iii|stage iv|susceptible|terminal|too high|' +
  'too low|undetectable|undetected|unremarkable|very high|very low|within normal limits|within range'

/** Words that are a result when they are the whole text. */
export const wholeResults: string =
  'absent|acute|alive|carrier|chronic|confirmed|critical|critical high|critical low|dead|death|deceased|deteriorating|' +
  'dying|fatal|guarded|high|immune|improved|improving|intermediate|low|mild|moderate|non-carrier|normal|obese|present|' +
  'probable|reactive|recurrent|resistant|resolved|sensitive|serious|severe|stable|suspected|trace|worse|worsening'
