// Stands in for react-router, which @medplum/react imports for one component that is not used here.

/** Where the page is, as that component would ask. */
export const useLocation = (): { pathname: string } => ({ pathname: '/' })
