// What a result says. Own list.

/** Words of results: in short texts. */
export const shortResults: string =
  'abnormal|abnormalities|benign|borderline|contraindicated|detected|elevated|equivocal|heterozygous|homozygous|hyperactive|immune|inconclusive|indeterminate|malignant|metastasis|metastases|mutation|negative|non reactive|non-reactive|' +
  'nonreactive|normal range|not detected|not immune|out of range|positive|pathogenic|reactive|resistant|susceptible|terminal|undetectable|undetected|unremarkable|within normal limits|within range|critically high|critically low|' +
  'above normal|below normal|very high|very low|too high|too low|high risk|low risk|moderate risk|at risk|in remission|stage i|stage ii|stage iii|stage iv|stage 1|stage 2|stage 3|stage 4|grade 1|grade 2|grade 3'

/** Words that are a result when they are the whole text. */
export const wholeResults: string =
  'normal|high|low|critical|critical high|critical low|severe|mild|moderate|stable|worse|worsening|improving|improved|deteriorating|acute|chronic|resolved|recurrent|deceased|dead|dying|death|alive|obese|immune|carrier|non-carrier|resistant|sensitive|intermediate|trace|present|absent|suspected|confirmed|probable|reactive|fatal|serious|guarded'
