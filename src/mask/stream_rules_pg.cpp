#include "mask/stream_rules_pg.hpp"

#include "mask/column_pg.hpp"
#include "mask/dictionary_pg.hpp"
#include "mask/expression_pg.hpp"
#include "mask/own_schema_pg.hpp"
#include "mask/related_pg.hpp"
#include "mask/secret_pg.hpp"

namespace confiture::mask {

namespace {

// What makes the rules of now stale. Kept here, since the server's callbacks can't be taken back.
struct Watch {
	bool stale = true;
	bool switching = false;            // the caches are dropped by ourselves
	std::unordered_set<Oid> relations; // that the rules were made from
	std::uint64_t secret = 0;
};

Watch &watch() {
	static auto *const kept = new Watch; // never destroyed
	return *kept;
}

void on_relation(Datum, Oid relation) {
	Watch &kept = watch();
	if (!kept.switching)
		kept.stale =
			kept.stale || !OidIsValid(relation) || relation == SecLabelRelationId || kept.relations.contains(relation);
}

void on_catalog(Datum, int, uint32) {
	if (!watch().switching)
		watch().stale = true;
}

// The catalogs of now, while a transaction of the past is decoded. The server's caches hold one of both, so they are
// dropped on the way in and out.
class Present {
	Snapshot snapshot_ = nullptr;
	HTAB *combo_ids_ = nullptr;

	static void drop_caches() {
		watch().switching = true;
		pg::call([] { InvalidateSystemCaches(); });
		watch().switching = false;
	}

public:
	Present() {
		if (!HistoricSnapshotActive())
			return;
		pg::call([&] {
			snapshot_ = GetCatalogSnapshot(InvalidOid);
			combo_ids_ = HistoricSnapshotGetTupleCids();
			TeardownHistoricSnapshot(false);
		});
		drop_caches();
	}
	// Also after an error: the session may go on to decode.
	void end() {
		if (snapshot_ == nullptr)
			return;
		drop_caches();
		SetupHistoricSnapshot(snapshot_, combo_ids_);
		snapshot_ = nullptr;
	}
};

void add_columns_referencing(Oid relation, ForeignKeys const &keys, std::vector<Oid> &found) {
	int const count = column_count(relation);
	for (AttrNumber attribute = 1; attribute <= count; ++attribute)
		for (ColumnNode const &node : keys.referencing({relation, attribute}))
			found.push_back(node.relation);
}

// Tables with labels, those above and below them, and those that reference them, and so on: no others have rules.
std::unordered_set<Oid> relations_with_rules() {
	std::unordered_set<Oid> found;
	std::vector<Oid> open;
	for (Label const &label : labels())
		open.push_back(label.relation);
	if (open.empty())
		return found;
	ForeignKeys const keys = ForeignKeys::read();
	while (!open.empty()) {
		pg::check_for_interrupts();
		Oid const relation = open.back();
		open.pop_back();
		if (!found.insert(relation).second)
			continue;
		std::ranges::copy(parents_of(relation), std::back_inserter(open));
		std::ranges::copy(children_of(relation), std::back_inserter(open));
		add_columns_referencing(relation, keys, open);
	}
	return found;
}

Node *param_of(Form_pg_attribute column) {
	return pg::call([&] {
		Param *const param = makeNode(Param);
		param->paramkind = PARAM_EXTERN;
		param->paramid = column->attnum;
		param->paramtype = column->atttypid;
		param->paramtypmod = column->atttypmod;
		param->paramcollid = column->attcollation;
		param->location = -1;
		return reinterpret_cast<Node *>(param);
	});
}

} // namespace

StreamRules stream_rules(Relation relation, RelationRules const &rules) {
	StreamRules result{{}, rules.table, {}};
	TupleDesc const columns = RelationGetDescr(relation);
	std::vector<Node *> masked(static_cast<std::size_t>(columns->natts));
	std::vector<bool> decided(masked.size());
	for (ColumnRule const &rule : rules.columns) {
		auto const i = static_cast<std::size_t>(rule.attribute - 1);
		if (i >= masked.size() || TupleDescAttr(columns, i)->attisdropped)
			continue;
		decided[i] = true;
		StreamColumn column{rule.attribute, rule, nullptr};
		if (!rule.keeps()) {
			Call const *const compiled = compiled_part(rule.call);
			Node *const value = compiled == nullptr ? nullptr : param_of(TupleDescAttr(columns, i));
			if (compiled != nullptr)
				column.mask = std::make_shared<ColumnMask>(rule);
			bool const is_value = compiled == &rule.call;
			column.expression = is_value ? nullptr : expression_of(relation, rule.attribute, rule.call, value);
			masked[i] = is_value ? value : column.expression;
		}
		result.columns.push_back(std::move(column));
	}
	for (std::size_t i = 0; i < masked.size(); ++i) {
		Form_pg_attribute const column = TupleDescAttr(columns, i);
		if (column->attisdropped || decided[i] || column->attgenerated == '\0')
			continue;
		decided[i] = true;
		if (column->attgenerated != ATTRIBUTE_GENERATED_STORED)
			continue; // nothing of it is in a row
		if (Node *const again = generated_again(relation, column->attnum, masked.data()))
			result.columns.push_back({column->attnum, {}, nullptr, again});
	}
	check_classified(relation, rules, decided);
	return result;
}

bool CurrentRules::refresh() {
	Watch &kept = watch();
	if (!kept.stale && kept.secret == secret_generation())
		return false;
	Present present;
	try {
		read();
	} catch (...) {
		kept.stale = true;
		present.end();
		throw;
	}
	present.end();
	return true;
}

void CurrentRules::read() {
	Watch &kept = watch();
	kept.stale = false; // what comes from now on isn't seen yet
	kept.secret = secret_generation();
	rules_.clear();
	pg::call([&] {
		if (context_ != nullptr)
			MemoryContextReset(context_);
		else
			context_ = AllocSetContextCreate(parent_, "rules of confiture_decode", ALLOCSET_DEFAULT_SIZES);
	});
	kept.relations = relations_with_rules();
	for (Oid const oid : kept.relations) {
		pg::check_for_interrupts();
		// A label that can't be read stops the table's changes, and no others.
		auto problem = pg::try_in_subtransaction([&] {
			// Not locked: a lock of those who change it may be held until this stream has been confirmed.
			Relation const relation = pg::call([&] { return RelationIdGetRelation(oid); });
			if (!RelationIsValid(relation))
				return;
			MemoryContext const outer = MemoryContextSwitchTo(context_);
			if (auto const rules = rules_of(oid))
				rules_.emplace(oid, stream_rules(relation, *rules));
			MemoryContextSwitchTo(outer);
			pg::call([&] { RelationClose(relation); });
		});
		if (problem)
			rules_.insert_or_assign(oid, StreamRules{std::move(problem), {}, {}});
	}
	Oid const schema = own_schema();
	if (OidIsValid(schema))
		kept.relations.insert(pg::call([&] { return get_relname_relid("dictionary", schema); }));
}

StreamRules const *CurrentRules::find(Oid relation) const {
	auto const found = rules_.find(relation);
	return found == rules_.end() ? nullptr : &found->second;
}

void install_stream_rules() { watch_sources(on_relation, on_catalog, on_catalog); }

} // namespace confiture::mask
