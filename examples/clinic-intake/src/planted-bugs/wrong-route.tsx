// Wrong route: the link to the patients is relative, so that from a chart it leads below that chart.
import { Link } from '../link.tsx'
import { navClass } from '../navigation.tsx'
import type { Parts } from '../parts.ts'
import type { Route } from '../router.ts'

function Navigation({ page }: { readonly page: Route['page'] }) {
  return (
    <nav className="nav">
      <Link id="nav-intake" to="/intake" className={navClass(page === 'intake')}>
        New intake
      </Link>
      <Link id="nav-patients" to="patients" className={navClass(page !== 'intake')}>
        Patients
      </Link>
    </nav>
  )
}

export const plant = (): Partial<Parts> => ({ Navigation })
