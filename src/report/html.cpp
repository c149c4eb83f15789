#include "report/html.hpp"

namespace confiture::report {

static constexpr char style[] = R"(<style>
:root { color-scheme: light dark; --line: #d0d7de; --code: #f6f8fa; --gone: #ffdfdc; --new: #d5f5dd; --dim: #59636e }
@media (prefers-color-scheme: dark) {
	:root { --line: #3d444d; --code: #161b22; --gone: #5c2320; --new: #1a4a28; --dim: #9aa4af } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 80rem; padding: 0 1rem }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { border: 1px solid var(--line); padding: .2rem .6rem; text-align: left }
h1 { margin-bottom: .2rem } h2 { margin-top: 2.5rem } h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere }
article { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0; overflow: hidden }
header { padding: .5rem 1rem } header p { color: var(--dim); margin: 0 }
.sides { border-top: 1px solid var(--line); display: grid; gap: 1px; background: var(--line);
	grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)) }
pre { background: var(--code); font-size: .85rem; margin: 0; overflow-x: auto; padding: .5rem 0; tab-size: 4;
	white-space: pre-wrap; overflow-wrap: anywhere }
pre::before { color: var(--dim); content: attr(title); display: block; font-family: system-ui, sans-serif;
	padding: 0 1rem .3rem }
pre span { display: block; min-height: 1.3em; padding: 0 1rem } .gone { background: var(--gone) }
.new { background: var(--new) }
.badge { border: 1px solid; border-radius: 1em; font-size: .8rem; font-weight: normal; padding: 0 .6em;
	white-space: nowrap }
.safe { color: #1a7f37 } .reversible { color: #0969da } .locking { color: #9a6700 } .rewrite { color: #bc4c00 }
.destructive { color: #cf222e }
@media (prefers-color-scheme: dark) { .safe { color: #3fb950 } .reversible { color: #58a6ff }
	.locking { color: #d29922 } .rewrite { color: #f0883e } .destructive { color: #ff7b72 } }
@media print { article { break-inside: avoid } }
</style>)";

std::string html_text(std::string_view text) {
	std::string result;
	for (char const c : text) {
		switch (c) {
		case '&':
			result += "&amp;";
			break;
		case '<':
			result += "&lt;";
			break;
		case '>':
			result += "&gt;";
			break;
		case '"':
			result += "&quot;";
			break;
		case '\'':
			result += "&#39;";
			break;
		default:
			result += c;
		}
	}
	return result;
}

std::string html_head(std::string_view title) {
	std::string const text = html_text(title);
	return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
		   text + "</title>\n" + style + "</head><body>\n<h1>" + text + "</h1>\n";
}

} // namespace confiture::report
