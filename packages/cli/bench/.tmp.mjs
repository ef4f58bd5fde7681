import { measureAuditExport } from '/work/main/packages/cli/bench/audit-export.bench.ts'
console.log(JSON.stringify(await measureAuditExport(), null, 1))
