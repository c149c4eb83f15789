#include "mask/labels_pg.hpp"

#include "mask/label_tree_pg.hpp"
#include "mask/rule_pg.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/datum.hpp"

namespace confiture::mask {

Call const &Labelled::call() const {
	if (auto const *const error = std::get_if<Error>(&meaning))
		throw *error;
	return std::get<Call>(meaning);
}

TableRule const &Labelled::table_rule() const {
	if (auto const *const error = std::get_if<Error>(&meaning))
		throw *error;
	return std::get<TableRule>(meaning);
}

Labelled read_label(AttrNumber attribute, std::string const &text) {
	try {
		if (attribute == 0) {
			TableRule rule = parse_table_label(text);
			return {to_string(rule), {}, std::move(rule)};
		}
		Call call = parse_column_label(text);
		std::string domain;
		for (char const *const name : {"domain", "masking_domain"}) {
			Call const &inner = innermost(call);
			bool const of_email =
				inner.strategy == "email" || inner.strategy == "url"; // their "domain" is the internet's
			if (of_email == (std::string_view{name} == "domain"))
				continue;
			if (Value const *const value = inner.find(name))
				if (auto const *const given = std::get_if<std::string>(value))
					domain = *given;
		}
		std::string canonical = to_string(call);
		return {std::move(canonical), std::move(domain), std::move(call)};
	} catch (LabelError const &error) {
		Error unreadable(error.state, "masking label cannot be read: " + error.message, error.detail, error.hint);
		unreadable.context = error.context;
		return {text, {}, std::move(unreadable)};
	}
}

namespace {

bool has_expressions(Labelled const &label) {
	if (auto const *const call = std::get_if<Call>(&label.meaning))
		return has_expressions(*call);
	auto const *const rule = std::get_if<TableRule>(&label.meaning);
	return rule != nullptr && rule->kind == TableRule::where;
}

void add_trees(ColumnNode node, Labelled &label, AllTrees const &all) {
	auto const found = all.find(node);
	if (found == all.end() || found->second.label != label.text)
		return;
	if (auto *const call = std::get_if<Call>(&label.meaning))
		*call = with_trees(*call, node, found->second.parts);
	else if (auto *const rule = std::get_if<TableRule>(&label.meaning))
		*rule = with_trees(*rule, node, found->second.parts);
}

// Labels and their trees change together, and are read as of one moment. While the past is decoded, that is the only
// one.
struct Moment {
	Snapshot snapshot = pg::call(
		[] { return HistoricSnapshotActive() ? nullptr : RegisterSnapshot(GetCatalogSnapshot(SecLabelRelationId)); });
	void end() const {
		if (snapshot != nullptr)
			pg::call([&] { UnregisterSnapshot(snapshot); });
	}
};

} // namespace

Labels Labels::read(Trees trees) {
	Labels result;
	Moment const moment;
	std::vector<std::pair<ColumnNode, std::string>> found;
	pg::scan_catalog(
		SecLabelRelationId, InvalidOid, {},
		[&](HeapTuple tuple, TupleDesc description) {
			auto const *const row = reinterpret_cast<FormData_pg_seclabel const *>(GETSTRUCT(tuple));
			if (row->classoid != RelationRelationId)
				return;
			bool is_null = false;
			Datum const provider = heap_getattr(tuple, Anum_pg_seclabel_provider, description, &is_null);
			if (is_null || pg::to_string(provider) != "confiture")
				return;
			Datum const label = heap_getattr(tuple, Anum_pg_seclabel_label, description, &is_null);
			if (!is_null)
				found.emplace_back(ColumnNode{row->objoid, static_cast<AttrNumber>(row->objsubid)},
								   pg::to_string(label));
		},
		moment.snapshot);
	for (auto const &[node, text] : found) {
		auto const at = result.labels_.emplace(node, read_label(node.attribute, text)).first;
		if (!at->second.domain.empty())
			result.domains_[at->second.domain].push_back(node);
	}
	if (std::ranges::any_of(result.labels_, [](auto const &entry) { return has_expressions(entry.second); })) {
		result.have_trees_ = trees == with_trees;
		AllTrees const all = result.have_trees_ ? read_trees(moment.snapshot) : AllTrees{};
		for (auto &[node, label] : result.labels_)
			add_trees(node, label, all);
	}
	moment.end();
	return result;
}

bool Labels::has(Oid relation) const {
	auto const at = labels_.lower_bound({relation, 0});
	return at != labels_.end() && at->first.relation == relation;
}

Labelled const *Labels::find(Oid relation, AttrNumber attribute) const {
	auto const at = labels_.find({relation, attribute});
	return at == labels_.end() ? nullptr : &at->second;
}

std::vector<ColumnNode> const &Labels::of_domain(std::string const &domain) const {
	static std::vector<ColumnNode> const none;
	auto const at = domains_.find(domain);
	return domain.empty() || at == domains_.end() ? none : at->second;
}

} // namespace confiture::mask
