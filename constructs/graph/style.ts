/** Colours and type, for a light page and for a dark one. */
export const STYLE = `
svg{--page:#ffffff;--ink:#1c2333;--soft:#5b6478;--line:#8a93a8;--frame:#f5f6fb;--edge:#c9cfe0;--card:#ffffff;--work:#4f46e5;--store:#0f766e;--job:#b45309;--out:#eceff5;--world:#be185d;--sky:#fdf2f8}
@media (prefers-color-scheme:dark){svg{--page:#0e1220;--ink:#e8ebf5;--soft:#a3acc2;--line:#6f7a94;--frame:#151a2c;--edge:#333c57;--card:#1c2238;--work:#8f8bff;--store:#2dd4bf;--job:#fbbf24;--out:#242b41;--world:#f472b6;--sky:#2b1a2c}}
text{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink);text-anchor:middle}
.page{fill:var(--page)}
.frame{fill:var(--frame);stroke:var(--edge)}
.title,.key{text-anchor:start;font-size:12px;fill:var(--soft)}
.name{font-size:14px;font-weight:600}
.when{font-size:10.5px;fill:var(--soft)}
.workload,.job,.neighbour,.world,.store{fill:var(--card);stroke-width:1.6}
.workload{stroke:var(--work)}
.job{stroke:var(--job)}
.neighbour{fill:var(--out);stroke:var(--line)}
.world{fill:var(--sky);stroke:var(--world)}
.store{stroke:var(--store)}
g text{stroke:none}
.bar{fill:none}
.way{fill:none;stroke:var(--line);stroke-width:1.6}
.sometimes,.sometimes .bar{stroke-dasharray:5 4}
.head{fill:var(--line)}
.port rect{fill:var(--page);stroke:var(--edge)}
.port text{font-size:11px;font-variant-numeric:tabular-nums}
.port .when{font-size:10px}
`;
