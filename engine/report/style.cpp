#include "engine/report/style.h"

#include "engine/report/palette.h"

namespace headroom::report {
namespace {

std::string hex(unsigned colour) {
  std::string out = "#";
  for (int shift = 20; shift >= 0; shift -= 4) out += "0123456789abcdef"[(colour >> shift) & 15];
  return out;
}

std::string variables(bool dark) {
  std::string out;
  for (int i = 1; i < kInks; ++i) {
    const Shade& shade = shadeOf(static_cast<Ink>(i));
    out += "--" + std::string(shade.name) + ":" + hex(dark ? shade.dark : shade.light) + ";";
  }
  return out;
}

/// Class f-x fills and class s-x strokes with ink x.
std::string inkClasses() {
  std::string out = ".f0{fill:none}\n";
  for (int i = 1; i < kInks; ++i) {
    const std::string name = shadeOf(static_cast<Ink>(i)).name;
    out += ".f-" + name + "{fill:var(--" + name + ")}.s-" + name + "{stroke:var(--" + name + ")}\n";
  }
  return out;
}

constexpr const char* kRules = R"css(
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--text);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
header{border-bottom:3px solid var(--accent);padding-bottom:.75rem;margin-bottom:1.5rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem}
h2{font-size:1.4rem;margin:2.6rem 0 .8rem;padding-bottom:.2rem;border-bottom:1px solid var(--grid)}
h3{font-size:1.08rem;margin:1.6rem 0 .5rem}
h1,h2,h3,p,li,td,th,dd,dt,caption,figcaption{overflow-wrap:anywhere}
p{margin:.5rem 0}
.byline,.faint{color:var(--muted)}
nav{font-size:.9rem;margin:0 0 1rem}nav ol{margin:.3rem 0;padding-left:1.4rem;columns:2}
a{color:var(--accent)}
.statement{font-size:1.2rem;line-height:1.45;padding:.9rem 1.1rem;border-left:.5rem solid var(--muted);background:var(--panel);margin:1rem 0}
.statement.good{border-color:var(--ok);background:var(--ok-fill)}
.statement.near{border-color:var(--near);background:var(--near-fill)}
.statement.bad{border-color:var(--over);background:var(--over-fill)}
.good{color:var(--ok-text)}.near{color:var(--near-text)}.bad{color:var(--over-text)}
.statement,.statement.good,.statement.near,.statement.bad{color:var(--text)}
td.good,td.near,td.bad,.strong{font-weight:600}
.scroll{overflow-x:auto;margin:.9rem 0 1.2rem}
table{border-collapse:collapse;width:100%;font-size:.86rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:0 0 .35rem;caption-side:top}
th,td{padding:.3rem .55rem;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top}
th{border-bottom:2px solid var(--muted);font-weight:600;vertical-align:bottom}
th.r,td.r{text-align:right}
td.r{white-space:nowrap}
th.r+th:not(.r),td.r+td:not(.r){padding-left:1.6rem}
td small{display:block;color:var(--muted);font-size:.85em;white-space:pre-line}
dl{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.15rem 1rem;margin:.8rem 0}
dt{color:var(--muted)}dd{margin:0}
figure{margin:1rem 0 1.4rem}
figure svg{display:block;width:100%;height:auto;font-family:inherit}
figcaption{font-size:.9rem;color:var(--muted);margin-top:.35rem}
details{margin-top:.35rem;font-size:.9rem}summary{cursor:pointer;color:var(--accent)}
li{margin:.3rem 0}
@media (max-width:40rem){nav ol{columns:1}dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
@page{size:A4;margin:16mm 14mm}
@media print{main{max-width:none;padding:0}nav,details{display:none}h2{break-after:avoid}h3,caption{break-after:avoid}figure,tr,.statement{break-inside:avoid}
thead{display:table-header-group}body{font-size:10pt}section.page{break-before:page}}
)css";

}  // namespace

std::string styleSheet() {
  return ":root{color-scheme:light dark;" + variables(false) +
         "}\n@media screen and (prefers-color-scheme:dark){:root{" + variables(true) + "}}\n" + kRules + inkClasses();
}

}  // namespace headroom::report
