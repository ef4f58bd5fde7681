// The links of the sidebar.
import { Link } from './link.tsx'
import type { Route } from './router.ts'

export function Navigation({ page }: { readonly page: Route['page'] }) {
  return (
    <nav className="nav">
      <Link id="nav-intake" to="/intake" className={navClass(page === 'intake')}>
        New intake
      </Link>
      <Link id="nav-patients" to="/patients" className={navClass(page !== 'intake')}>
        Patients
      </Link>
    </nav>
  )
}

export function navClass(current: boolean): string {
  return current ? 'nav-link nav-link-current' : 'nav-link'
}
