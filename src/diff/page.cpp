#include "diff/page.hpp"

#include "diff/definition.hpp"
#include "diff/lines.hpp"
#include "report/html.hpp"

#include <map>
#include <set>

namespace confiture::diff {

namespace {

std::string badge(std::string_view kind, std::string_view text) {
	return " <span class=\"badge " + std::string{kind} + "\">" + report::html_text(text) + "</span>";
}

std::string counts(std::vector<Step> const &steps) {
	std::map<Risk, int> count;
	for (Step const &step : steps)
		++count[step.risk];
	std::string text = "<p>" + std::to_string(steps.size()) + (steps.size() == 1 ? " step" : " steps");
	for (auto const &[risk, number] : count)
		text += badge(to_string(risk), std::to_string(number) + " " + std::string{to_string(risk)});
	return text + "</p>\n";
}

// ---- What changes ---------------------------------------------------------------------------------------------------

std::string pre(std::vector<Line> const &lines, std::string_view title, std::string_view mark) {
	std::string text = "<pre title=\"" + std::string{title} + "\">";
	for (Line const &line : lines)
		text += (line.shared ? "<span>" : "<span class=\"" + std::string{mark} + "\">") + report::html_text(line.text) +
				"</span>";
	return text + "</pre>";
}

// The objects that steps are about, each as the object that it is a part of.
std::set<std::string> objects_of(std::vector<Step> const &steps, Side const &side) {
	std::set<std::pair<std::string_view, std::string_view>> wanted;
	for (Step const &step : steps)
		wanted.emplace(step.object_type, step.object_identity);
	std::set<std::string> result;
	for (Position position = 0; position < side.size(); ++position) {
		if (!wanted.contains({catalog::object_type(side.snapshot, side[position]), side[position].identity}))
			continue;
		Position whole = position;
		while (side[whole].parent != nowhere)
			whole = side[whole].parent;
		result.insert(catalog::key(side[whole]));
	}
	return result;
}

std::string compared_object(Side const &from, Side const &to, std::string const &key) {
	Position const before = from.index.find(key), after = to.index.find(key);
	std::string const old_text = before == nowhere ? "" : definition(from, before);
	std::string const new_text = after == nowhere ? "" : definition(to, after);
	if (old_text == new_text)
		return {}; // it goes and comes back
	Side const &side = after == nowhere ? from : to;
	Object const &object = side[after == nowhere ? before : after];
	ComparedLines const lines = compare_lines(old_text, new_text);
	return "<article><header><h3>" +
		   report::html_text(catalog::object_type(side.snapshot, object) + " " + object.identity) +
		   "</h3></header><div class=\"sides\">" + (before == nowhere ? "" : pre(lines.before, "before", "gone")) +
		   (after == nowhere ? "" : pre(lines.after, "after", "new")) + "</div></article>\n";
}

// ---- The steps ------------------------------------------------------------------------------------------------------

std::string code(std::string_view sql, std::string_view title) {
	return "<pre title=\"" + std::string{title} + "\"><span>" + report::html_text(sql) + "</span></pre>";
}

std::string step_article(Step const &step, std::size_t ordinal) {
	std::string text = "<article><header><h3>" + std::to_string(ordinal) + ". " +
					   std::string{to_string(step.operation)} + " " + report::html_text(step.subject()) +
					   badge(to_string(step.risk), to_string(step.risk));
	if (!step.lock.empty())
		text += badge("lock", step.lock);
	if (step.rewrites)
		text += badge("rewrite", "rewrites the table");
	if (!step.transactional)
		text += badge("lock", "not in a transaction");
	text += "</h3>" + (step.reason.empty() ? "" : "<p>" + report::html_text(step.reason) + "</p>") +
			"</header><div class=\"sides\">" + code(step.sql, "forward");
	if (step.reverse_sql && !step.reverse_sql->empty())
		text += code(*step.reverse_sql, "back");
	return text + "</div></article>\n";
}

} // namespace

std::string html_page(std::vector<Step> const &steps, Snapshot const &from, Snapshot const &to) {
	std::string text = report::html_head("Schema changes");
	if (steps.empty())
		return text + "<p>The schemas are the same.</p>\n" + report::html_end;
	text += counts(steps) + "<h2>What changes</h2>\n";
	Side const old_side(from), new_side(to);
	std::set<std::string> objects = objects_of(steps, old_side);
	objects.merge(objects_of(steps, new_side));
	for (std::string const &key : objects)
		text += compared_object(old_side, new_side, key);
	text += "<h2>Steps</h2>\n";
	for (std::size_t i = 0; i < steps.size(); ++i)
		text += step_article(steps[i], i + 1);
	return text + report::html_end;
}

} // namespace confiture::diff
