"""The style of the HTML page: light and dark, for a phone, a desktop and for paper."""

from __future__ import annotations

STYLE = """\
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1d2430; --quiet: #566173; --line: #d9dee6; --panel: #f5f7fa;
  --link: #0b57d0; --code: #eef1f5; --secret: #a1260d; --required: #0a5c36; --deprecated: #7a4b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181f; --ink: #e4e8ee; --quiet: #a3adbb; --line: #333c49; --panel: #1b212a;
    --link: #8ab4f8; --code: #262d38; --secret: #ff9b85; --required: #7fd8a8; --deprecated: #f2c572;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
header, footer, .page { max-width: 75rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1.05rem; margin: 0 0 .35rem; }
p { margin: .35rem 0 .75rem; }
ul { padding-left: 1.25rem; margin: .35rem 0 1rem; }
header p, footer p { color: var(--quiet); }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
code {
  font: .875em/1.4 ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  background: var(--code); border-radius: .25rem; padding: .1em .3em;
  -webkit-box-decoration-break: clone; box-decoration-break: clone;
}
h3 code, h4 code, nav code { background: none; padding: 0; }
h3 code, h4 code { font-size: 1em; font-weight: 600; }
nav {
  border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); padding: 1rem;
}
nav h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
nav details { margin: .5rem 0; }
summary { font-weight: 600; cursor: pointer; padding: .25rem 0; }
nav ul { list-style: none; padding-left: 0; margin: .25rem 0; columns: 8rem; column-gap: 1rem; }
nav ul ul { padding-left: .9rem; margin: 0; columns: auto; }
nav li { break-inside: avoid; }
nav li a { display: inline-block; padding: .15rem 0; }
nav .required { display: none; }
main { min-width: 0; }
.schema > h2 { border-bottom: 2px solid var(--line); padding-bottom: .25rem; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
article:target {
  background: var(--panel); box-shadow: -.5rem 0 0 var(--panel), .5rem 0 0 var(--panel);
}
dl { margin: 0; }
dl div { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .5rem; }
dl div { padding: .1rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
.badge {
  border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5em; white-space: nowrap;
  font-size: .75rem; font-weight: 600; vertical-align: .1em;
}
.secret { color: var(--secret); } .required { color: var(--required); }
.deprecated { color: var(--deprecated); }
footer { margin-top: 3rem; padding-bottom: 2rem; border-top: 1px solid var(--line); }
@media (min-width: 60rem) {
  .page { display: grid; grid-template-columns: 18rem minmax(0, 1fr); gap: 2.5rem; }
  nav { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; }
  nav { align-self: start; margin-top: 1rem; }
  nav ul { columns: auto; }
  main > .schema:first-child > h2 { margin-top: 1rem; }
}
@media print {
  @page { margin: 18mm 16mm; }
  :root {
    --paper: #fff; --ink: #000; --quiet: #444; --line: #999; --panel: #fff; --link: #000;
    --code: #fff; --secret: #000; --required: #000; --deprecated: #000;
  }
  body { font-size: 9.5pt; line-height: 1.4; }
  header, footer, .page { max-width: none; padding: 0; }
  .page { display: block; }
  nav { position: static; max-height: none; overflow: visible; border: 0; padding: 0; }
  nav ul { columns: 4; }
  summary { list-style: none; }
  nav li a { padding: 0; }
  .schema { break-before: page; }
  article { break-inside: avoid; padding: .6rem 0; }
  h2, h3, h4 { break-after: avoid; }
  code { padding: 0; }
  dl div { padding: 0; }
}
"""
