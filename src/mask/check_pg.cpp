#include "mask/check_pg.hpp"

#include <cmath>
#include <set>

#include "mask/as_owner_pg.hpp"
#include "mask/cut_masks_pg.hpp"
#include "mask/dictionary_pg.hpp"
#include "mask/expression_pg.hpp"
#include "mask/resolve_pg.hpp"
#include "mask/quote.hpp"
#include "mask/related_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/value_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"

namespace confiture::mask {

namespace {

using Problems = std::vector<Problem>;
using Severity = Problem::Severity;

std::string sql_name(std::string const &name) {
	return pg::call([&] { return quote_identifier(name.c_str()); });
}

std::string said(Error const &error) { return error.message + (error.detail.empty() ? "" : ": " + error.detail); }

// ---- What is checked
// -------------------------------------------------------------------------------------------------

struct Column {
	std::string name;
	bool not_null;
	std::string domain; // its type, if that is a domain; and the type below it
	std::string base;
	bool generated;
};

struct Table {
	Oid relation;
	std::string name; // qualified, as SQL
	Oid owner;
	bool is_ours; // the caller has the rights of the owner
	bool is_selected;
	char kind;
	double rows;
	std::shared_ptr<RelationRules const> rules;
	std::map<AttrNumber, Column> columns;

	[[nodiscard]] ColumnRule const *masking(AttrNumber attribute) const {
		ColumnRule const *const rule = rules == nullptr ? nullptr : rules->find(attribute);
		return rule == nullptr || rule->keeps() ? nullptr : rule;
	}
	[[nodiscard]] std::string column_name(AttrNumber attribute) const {
		auto const found = columns.find(attribute);
		return found == columns.end() ? "" : found->second.name;
	}
};

using Tables = std::map<Oid, Table>;

// All tables, since keys lead to those without rules as well.
Tables read_tables(Selection const &selection, Problems &problems) {
	Tables tables;
	pg::Table const found = pg::catalog_query(R"(
		SELECT c.oid, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), c.relowner,
			pg_has_role(c.relowner, 'USAGE'), c.relkind, c.reltuples, a.attnum, a.attname, a.attnotnull,
			CASE WHEN t.typtype = 'd' THEN format_type(t.oid, a.atttypmod) END, format_type(t.typbasetype, t.typtypmod),
			a.attgenerated <> ''
		FROM pg_class AS c
			JOIN pg_namespace AS n ON n.oid = c.relnamespace
			JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			JOIN pg_type AS t ON t.oid = a.atttypid
		WHERE c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
			AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND n.nspname <> 'confiture'
		ORDER BY c.oid, a.attnum)");
	for (pg::Row const &row : found.rows) {
		Oid const relation = to_oid(row[0]);
		auto [place, is_new] = tables.try_emplace(relation);
		Table &table = place->second;
		if (is_new) {
			table = {relation,
					 *row[3],
					 to_oid(row[4]),
					 *row[5] == "t",
					 selection.selects(*row[1], *row[2], ""),
					 row[6]->front(),
					 std::stod(*row[7]),
					 nullptr,
					 {}};
			if (is_ruled(relation))
				if (auto const error = pg::try_in_subtransaction([&] { table.rules = rules_of(relation); });
					error && table.is_selected)
					problems.push_back({Severity::error, "invalid_label", relation, "", said(*error),
										"Nothing of the table can be read masked until the label is changed."});
		}
		table.columns[static_cast<AttrNumber>(std::stoi(*row[8]))] = {*row[9], *row[10] == "t", row[11].value_or(""),
																	  row[12].value_or(""), *row[13] == "t"};
	}
	return tables;
}

// ---- Rules by themselves
// ---------------------------------------------------------------------------------------------

bool gives_null(Call const &call) {
	if (call.strategy != "value")
		return call.strategy == "null";
	auto const *const value = std::get_if<Expression>(call.find("value"));
	return value != nullptr && pg_strcasecmp(value->text.c_str(), "null") == 0;
}

Uniqueness uniqueness_of(ColumnRule const &rule) {
	Call const *const call = compiled_part(rule.call);
	Strategy const *const strategy = find_strategy(rule.call.strategy);
	if (call == nullptr || find_strategy(call->strategy)->floor == Floor::server || rule.call.strategy == "when")
		return strategy == nullptr ? Uniqueness{Uniqueness::lossy} : strategy->uniqueness;
	auto const dictionaries = current_dictionaries();
	Target const target{
		.type = rule.type_class, .max_length = rule.max_length, .unique = rule.unique, .domain = rule.domain};
	return compile(*call, target, {current_keys(), *dictionaries})->uniqueness();
}

void check_expression(Table const &table, ColumnRule const &rule, Problems &problems) {
	std::vector<AttrNumber> others;
	auto const error = pg::try_in_subtransaction([&] {
		Relation const open = pg::call([&] { return relation_open(table.relation, AccessShareLock); });
		check_expressions(open, rule.attribute, rule.call);
		if (!rule.call.arguments.empty())
			others = columns_read(open, rule.attribute, rule.call);
		pg::call([&] { relation_close(open, AccessShareLock); });
	});
	if (error) {
		problems.push_back({Severity::error, "invalid_label", table.relation, table.column_name(rule.attribute),
							said(*error), error->hint});
		return;
	}
	if (rule.call.strategy != "expression" && rule.call.strategy != "function")
		return;
	for (AttrNumber const other : others)
		if (table.masking(other) != nullptr)
			problems.push_back(
				{Severity::warning, "reads_masked_column", table.relation, table.column_name(rule.attribute),
				 "its expression reads the original values of the masked column " + in_quotes(table.column_name(other)),
				 "See that nothing of them is in its result."});
}

// A label that fitted its column may not any more: columns get other types, and are joined with others.
void check_fit(Table const &table, ColumnRule const &rule, Problems &problems) {
	Call const *const call = compiled_part(rule.call);
	if (call == nullptr || !masks_values(*call))
		return;
	if (auto const error = pg::try_in_subtransaction([&] {
			check_value_mask(*call, {.type = rule.type,
									 .typmod = rule.typmod,
									 .compile_as = rule.type_class,
									 .max_length = rule.max_length,
									 .unique = rule.unique,
									 .domain = rule.domain});
		}))
		problems.push_back({Severity::error, "invalid_label", table.relation, table.column_name(rule.attribute),
							said(*error), error->hint});
}

void check_rule(Table const &table, ColumnRule const &rule, Problems &problems) {
	std::string const column = table.column_name(rule.attribute);
	if (rule.keeps())
		return;
	check_expression(table, rule, problems);
	check_fit(table, rule, problems);
	if (gives_null(rule.call) && table.columns.at(rule.attribute).not_null)
		problems.push_back({Severity::error, "null_not_allowed", table.relation, column,
							"the mask is null, and the column is NOT NULL", "Mask by a constant: value(...)."});
	if (rule.call.strategy == "shuffle" || rule.call.strategy == "tokenize")
		problems.push_back({Severity::warning, "static_only", table.relation, column,
							"strategy " + in_quotes(rule.call.strategy) + " is for confiture_mask_table alone",
							"Reads of the column under masking are refused."});
	if (auto const *const seed = rule.call.find("seed");
		seed != nullptr && *seed == Value{std::string("random")} && (rule.unique || rule.key))
		problems.push_back({Severity::error, "random_key", table.relation, column,
							"the masks of a key are random, and match in no other table",
							"Leave out seed => 'random'."});
}

// What is computed from masked columns is computed from the masks.
bool follows_masks(Table const &table, AttrNumber attribute) {
	if (table.rules == nullptr || !table.columns.at(attribute).generated)
		return false;
	Bitmapset *const read = pg::call([&] {
		Bitmapset *columns = nullptr;
		Relation const open = relation_open(table.relation, AccessShareLock);
		pull_varattnos(pg::generation_expression(open, attribute), 1, &columns);
		relation_close(open, AccessShareLock);
		return columns;
	});
	for (int bit = -1; (bit = bms_next_member(read, bit)) >= 0;)
		if (table.masking(static_cast<AttrNumber>(bit + FirstLowInvalidHeapAttributeNumber)) != nullptr)
			return true;
	return false;
}

void check_unclassified(Table const &table, Problems &problems) {
	if (!table.rules->labelled || (table.rules->table && table.rules->table->kind == TableRule::empty))
		return;
	for (auto const &[attribute, column] : table.columns)
		if (table.rules->find(attribute) == nullptr && !follows_masks(table, attribute))
			problems.push_back({Severity::warning, "unclassified_column", table.relation, column.name,
								"other columns of the table are labelled, this one is not",
								"Label it 'keep' if it may be seen in clear."});
}

// ---- Rules against unique indexes and foreign keys
// -------------------------------------------------------------------

struct UniqueIndex {
	std::string name;
	std::vector<AttrNumber> columns;
	bool plain; // no expression, no predicate
};

std::vector<UniqueIndex> unique_indexes(Oid relation) {
	std::vector<UniqueIndex> indexes;
	pg::Table const found = pg::catalog_query(R"(
		SELECT c.relname, array_to_string((i.indkey::int2[])[0:i.indnkeyatts - 1], ' '),
			i.indpred IS NULL AND i.indexprs IS NULL
		FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
		WHERE i.indrelid = $1::oid AND i.indisunique ORDER BY c.relname COLLATE "C")",
											  {std::to_string(relation)});
	for (pg::Row const &row : found.rows)
		indexes.push_back({*row[0], to_columns(row[1].value_or("")), *row[2] == "t"});
	return indexes;
}

void check_unique(Table const &table, UniqueIndex const &index, Problems &problems) {
	// Columns in clear may make the difference; so does one whose masks stay different.
	Uniqueness best{Uniqueness::lossy};
	ColumnRule const *lossy = nullptr;
	bool has_clear = false;
	for (AttrNumber const attribute : index.columns) {
		ColumnRule const *const rule = table.masking(attribute);
		if (rule == nullptr) {
			has_clear = true;
			continue;
		}
		Uniqueness found{Uniqueness::lossy};
		if (pg::try_in_subtransaction([&] { found = uniqueness_of(*rule); }))
			return; // which check_fit() has told
		if (found.kind == Uniqueness::lossy)
			lossy = rule;
		if (found.kind == Uniqueness::preserved ||
			(found.kind == Uniqueness::collision_free && best.kind == Uniqueness::lossy))
			best = found;
	}
	if (lossy != nullptr && !gives_null(lossy->call) && (best.kind == Uniqueness::lossy || index.columns.size() > 1))
		problems.push_back({has_clear || best.kind != Uniqueness::lossy ? Severity::warning : Severity::error,
							"not_unique", table.relation, table.column_name(lossy->attribute),
							"strategy " + in_quotes(lossy->call.strategy) +
								" gives different values equal masks, and the unique index " + in_quotes(index.name) +
								" is on the column",
							"Choose a strategy that keeps values different: see uniqueness in confiture.strategy()."});
	else if (lossy == nullptr && !has_clear && best.kind == Uniqueness::collision_free &&
			 table.rows > std::pow(2.0, best.bits))
		problems.push_back({Severity::warning, "may_collide", table.relation, table.column_name(index.columns.front()),
							"masks are " + to_string(best) + ", and the table has more rows under the unique index " +
								in_quotes(index.name),
							"Choose a strategy that preserves uniqueness, as fpe."});
}

struct ForeignKey {
	std::string name;
	Oid referencing;
	Oid referenced;
	std::vector<AttrNumber> from;
	std::vector<AttrNumber> to;
};

std::vector<ForeignKey> foreign_keys() {
	std::vector<ForeignKey> keys;
	pg::Table const found = pg::catalog_query(R"(
		SELECT conname, conrelid, confrelid, array_to_string(conkey, ' '), array_to_string(confkey, ' ')
		FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY conrelid, conname COLLATE "C")");
	for (pg::Row const &row : found.rows)
		keys.push_back({*row[0], to_oid(row[1]), to_oid(row[2]), to_columns(*row[3]), to_columns(*row[4])});
	return keys;
}

void check_foreign_key(Tables const &tables, ForeignKey const &key, Problems &problems) {
	auto const referencing = tables.find(key.referencing);
	auto const referenced = tables.find(key.referenced);
	if (referencing == tables.end() || referenced == tables.end())
		return;
	if (!referencing->second.is_selected && !referenced->second.is_selected)
		return;
	for (std::size_t i = 0; i < key.from.size() && i < key.to.size(); ++i) {
		ColumnRule const *const from = referencing->second.masking(key.from[i]);
		ColumnRule const *const to = referenced->second.masking(key.to[i]);
		if (from == nullptr && to == nullptr)
			continue;
		bool const match = from != nullptr && to != nullptr && from->call == to->call;
		if (match || (from != nullptr && gives_null(from->call)))
			continue;
		problems.push_back(
			{Severity::error, "key_mismatch", key.referencing, referencing->second.column_name(key.from[i]),
			 "foreign key " + in_quotes(key.name) + " joins it with " + referenced->second.name + "." +
				 sql_name(referenced->second.column_name(key.to[i])) + ", whose masks are others",
			 from == nullptr ? "Take away the label 'keep' here: the rule of the key then holds for both."
							 : "Label both columns alike, or the referenced one alone."});
	}
}

// ---- Rules against data
// ----------------------------------------------------------------------------------------------

// Runs a query as the owner of a table would, reading masked values: whether it gives a row. Constraints are code of
// the owner; nobody else's rights are lent to it.
bool finds_row(Table const &table, std::string const &sql) {
	AsOwner owner(table.owner);
	MaskedReads reads;
	bool const found = !pg::catalog_query(sql).rows.empty();
	reads.end();
	owner.end();
	return found;
}

// Whether masked reads can show a column.
bool is_readable(Table const &table, AttrNumber attribute) {
	ColumnRule const *const rule = table.masking(attribute);
	return rule == nullptr || (rule->call.strategy != "shuffle" && rule->call.strategy != "tokenize");
}

bool are_readable(Table const &table, std::vector<AttrNumber> const &attributes) {
	return std::ranges::all_of(attributes, [&](AttrNumber attribute) { return is_readable(table, attribute); });
}

std::string readable_columns(Table const &table) {
	std::string list;
	for (auto const &[attribute, column] : table.columns)
		if (is_readable(table, attribute))
			list += (list.empty() ? "" : ", ") + sql_name(column.name);
	return list;
}

// The rows that are tried: from all over a large table, whose pages hold neighbours.
std::string sampled_rows(Table const &table, std::size_t sample) {
	double const percent = 300.0 * static_cast<double>(sample) / std::max(table.rows, 1.0);
	bool const has_all = !table.rules->table || table.rules->table->kind == TableRule::keep;
	bool const is_large = (table.kind == RELKIND_RELATION || table.kind == RELKIND_MATVIEW) && percent < 50 && has_all;
	return "(SELECT " + readable_columns(table) + " FROM " + table.name +
		   (is_large ? " TABLESAMPLE pg_catalog.system (" + std::to_string(percent) + ")" : "") + " LIMIT " +
		   std::to_string(sample) + ") AS masked";
}

class Trial {
	Table const &table_;
	std::string const rows_; // "(SELECT …) AS t"
	Problems &problems_;

public:
	Trial(Table const &table, std::size_t sample, Problems &problems)
		: table_{table}, rows_{sampled_rows(table, sample)}, problems_{problems} {}

	// A problem if masked rows meet the condition, or can't be read.
	void expect_none(std::string const &rest, Problem problem) const {
		bool found = false;
		auto const error = pg::try_in_subtransaction(
			[&] { found = finds_row(table_, "SELECT 1 FROM " + rows_ + " " + rest + " LIMIT 1"); });
		if (error)
			problem.message += " (" + error->message + ")";
		if (found || error)
			problems_.push_back(std::move(problem));
	}

	// A problem if some value of a column has no mask: reads under masks, dumps and static masking would fail there.
	[[nodiscard]] bool expect_masks(AttrNumber attribute) const {
		std::string const column = table_.column_name(attribute);
		auto const error = pg::try_in_subtransaction(
			[&] { static_cast<void>(finds_row(table_, "SELECT count(" + sql_name(column) + ") FROM " + rows_)); });
		if (error)
			problems_.push_back({Severity::error, "unmaskable_value", table_.relation, column,
								 "some value can't be masked: " + error->message, error->hint});
		return !error;
	}
};

void try_constraints(Table const &table, std::size_t sample, Problems &problems) {
	Trial const trial(table, sample, problems);
	std::set<AttrNumber> unmaskable;
	auto const are_tried = [&](std::vector<AttrNumber> const &columns) {
		return are_readable(table, columns) &&
			   std::ranges::none_of(columns, [&](AttrNumber column) { return unmaskable.contains(column); });
	};
	for (ColumnRule const &rule : table.rules->columns) {
		Column const &column = table.columns.at(rule.attribute);
		if (rule.keeps() || gives_null(rule.call) || !is_readable(table, rule.attribute))
			continue;
		if (!trial.expect_masks(rule.attribute)) {
			unmaskable.insert(rule.attribute);
			continue;
		}
		if (column.not_null)
			trial.expect_none("WHERE " + sql_name(column.name) + " IS NULL",
							  {Severity::error, "null_not_allowed", table.relation, column.name,
							   "some mask is null, and the column is NOT NULL", ""});
		if (!column.domain.empty())
			trial.expect_none("WHERE (" + sql_name(column.name) + "::" + column.base + ")::" + column.domain +
								  " IS NULL AND " + sql_name(column.name) + " IS NOT NULL",
							  {Severity::error, "constraint_violated", table.relation, column.name,
							   "some mask is no value of the domain " + column.domain, ""});
	}
	pg::Table const found = pg::catalog_query(R"(
		SELECT conname, array_to_string(conkey, ' '), pg_get_expr(conbin, conrelid)
		FROM pg_constraint WHERE conrelid = $1::oid AND contype = 'c' AND convalidated ORDER BY conname COLLATE "C")",
											  {std::to_string(table.relation)});
	for (pg::Row const &row : found.rows) {
		std::vector<AttrNumber> const columns = to_columns(row[1].value_or(""));
		auto const masked =
			std::ranges::find_if(columns, [&](AttrNumber column) { return table.masking(column) != nullptr; });
		if (masked != columns.end() && are_tried(columns))
			trial.expect_none("WHERE NOT (" + *row[2] + ")",
							  {Severity::error, "constraint_violated", table.relation, table.column_name(*masked),
							   "some masked row violates the check constraint " + in_quotes(*row[0]), ""});
	}
	for (UniqueIndex const &index : unique_indexes(table.relation)) {
		if (!index.plain || !are_tried(index.columns) ||
			std::ranges::none_of(index.columns, [&](AttrNumber c) { return table.masking(c) != nullptr; }))
			continue;
		std::string columns;
		std::string present;
		for (AttrNumber const attribute : index.columns) {
			std::string const name = sql_name(table.column_name(attribute));
			columns += (columns.empty() ? "" : ", ") + name;
			present += (present.empty() ? "" : " AND ") + name + " IS NOT NULL";
		}
		trial.expect_none("WHERE " + present + " GROUP BY " + columns + " HAVING count(*) > 1",
						  {Severity::error, "not_unique", table.relation, table.column_name(index.columns.front()),
						   "some masks are equal, and the unique index " + in_quotes(index.name) + " is on the column",
						   ""});
	}
}

// Columns that are masked alike, but for their lengths.
void check_lengths(Tables const &tables, std::size_t sample, Problems &problems) {
	bool const may_read = !role_is_masked() && sample > 0;
	std::vector<MaskedColumn> columns;
	std::vector<Table const *> of;
	for (auto const &[relation, table] : tables) {
		if (table.rules == nullptr)
			continue;
		of.insert(of.end(), table.rules->columns.size(), &table);
		for (ColumnRule const &rule : table.rules->columns)
			columns.push_back({&rule, table.name, sql_name(table.column_name(rule.attribute)),
							   may_read && table.is_selected && table.kind != RELKIND_FOREIGN_TABLE});
	}
	constexpr std::size_t most = 3;
	for (CutMasks const &found : find_cut_masks(columns, sample)) {
		MaskedColumn const &cut = columns[found.column];
		std::string others;
		for (std::size_t i = 0; i < std::min(found.others.size(), most); ++i)
			others += (i > 0 ? ", " : "") + columns[found.others[i]].table + "." + columns[found.others[i]].column;
		if (found.others.size() > most)
			others += " and others";
		Table const &table = *of[found.column];
		problems.push_back({Severity::warning, "cut_by_length", table.relation, table.column_name(cut.rule->attribute),
							"masks are cut to " + std::to_string(cut.rule->max_length) + " characters: those of " +
								std::to_string(found.cut) + " of " + std::to_string(found.sample) +
								" values differ from the masks of equal values in " + others,
							"If these columns are joined, give them one length, or a strategy with shorter masks."});
	}
}

// ---- Beside the tables
// -----------------------------------------------------------------------------------------------

bool lists_confiture(char const *setting) {
	std::string const list = pg::call([&] {
		char const *const value = GetConfigOption(setting, true, false);
		return value == nullptr ? "" : value;
	});
	return list.find("confiture") != std::string::npos;
}

bool is_preloaded() {
	return lists_confiture("shared_preload_libraries") || lists_confiture("session_preload_libraries");
}

// Whose functions labels call runs code in the queries of whoever reads.
void check_trusted_schemas(Problems &problems) {
	for (std::string const &schema : trusted_schemas()) {
		for (pg::Row const &row : pg::catalog_query(R"(
			SELECT DISTINCT coalesce(quote_ident(r.rolname), 'PUBLIC')
			FROM pg_namespace AS n CROSS JOIN aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a
				LEFT JOIN pg_roles AS r ON r.oid = a.grantee
			WHERE n.nspname = $1 AND a.privilege_type = 'CREATE' AND NOT coalesce(r.rolsuper, false)
			ORDER BY 1)",
													{schema})
									  .rows)
			problems.push_back({Severity::error, "open_schema", InvalidOid, "",
								*row[0] + " may create functions in schema " + in_quotes(schema) +
									", which confiture.trusted_schemas names",
								"Revoke CREATE on the schema: labels may call what is made there."});
		for (pg::Row const &row : pg::catalog_query(R"(
			SELECT DISTINCT quote_ident(r.rolname)
			FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_roles AS r ON r.oid = p.proowner
			WHERE n.nspname = $1 AND NOT r.rolsuper ORDER BY 1)",
													{schema})
									  .rows)
			problems.push_back(
				{Severity::error, "open_schema", InvalidOid, "",
				 *row[0] + " owns functions in schema " + in_quotes(schema) + ", which confiture.trusted_schemas names",
				 "Make a superuser their owner: who owns a function may replace it."});
	}
}

void check_surroundings(Problems &problems) {
	if (!is_preloaded())
		problems.push_back(
			{Severity::error, "not_preloaded", InvalidOid, "",
			 "confiture is not in shared_preload_libraries: sessions read original values until it is loaded",
			 "Set shared_preload_libraries = 'confiture', and restart."});
	for (pg::Row const &row : pg::catalog_query(R"(
		SELECT DISTINCT c.oid, format('%I.%I', tn.nspname, t.relname)
		FROM pg_class AS c
			JOIN pg_rewrite AS r ON r.ev_class = c.oid
			JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
			JOIN pg_seclabel AS l ON l.provider = 'confiture' AND l.classoid = d.refclassid AND l.objoid = d.refobjid
				AND l.objsubid = d.refobjsubid AND l.label <> 'keep'
			JOIN pg_class AS t ON t.oid = l.objoid
			JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
		WHERE c.relkind = 'm' AND NOT EXISTS (
			SELECT FROM pg_seclabel AS own WHERE own.provider = 'confiture' AND own.classoid = 'pg_class'::regclass
				AND own.objoid = c.oid)
		ORDER BY 2)")
								  .rows)
		problems.push_back({Severity::error, "materialized_copy", to_oid(row[0]), "",
							"the materialized view holds original values of labelled columns of " + *row[1],
							"Label its columns, or keep masked roles from it."});
	for (pg::Row const &row : pg::catalog_query(R"(
		SELECT DISTINCT l.objoid, p.pubname
		FROM pg_publication AS p CROSS JOIN LATERAL pg_get_publication_tables(p.pubname) AS t
			JOIN pg_seclabel AS l ON l.provider = 'confiture' AND l.classoid = 'pg_class'::regclass AND l.objoid = t.relid
		WHERE l.label <> 'keep' ORDER BY 2, 1)")
								  .rows)
		problems.push_back({Severity::warning, "published", to_oid(row[0]), "",
							"publication " + in_quotes(*row[1]) + " sends original values of the table",
							"Subscribers that connect as a masked role receive masked ones."});
	for (pg::Row const &row : pg::catalog_query(R"(
		SELECT r.rolname, r.rolsuper, r.rolreplication,
			array_to_string(ARRAY(SELECT s.rolname FROM pg_roles AS s
				WHERE s.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program',
					'pg_read_all_data', 'pg_monitor') AND s.rolname <> 'pg_read_all_data'
					AND pg_has_role(r.oid, s.oid, 'USAGE') AND NOT r.rolsuper), ', ')
		FROM pg_roles AS r JOIN pg_shseclabel AS l ON l.provider = 'confiture' AND l.objoid = r.oid
			AND l.classoid = 'pg_authid'::regclass
		ORDER BY r.rolname COLLATE "C")")
								  .rows) {
		if (*row[1] == "t")
			problems.push_back(
				{Severity::error, "strong_role", InvalidOid, "",
				 "role " + in_quotes(*row[0]) + " is labelled masked and a superuser, whom nothing holds", ""});
		else if (!row[3]->empty())
			problems.push_back(
				{Severity::error, "strong_role", InvalidOid, "",
				 "role " + in_quotes(*row[0]) + " is labelled masked, and has the privileges of " + *row[3],
				 "Revoke them: they reach the files of the server."});
		if (*row[1] == "f" && *row[2] == "t" && !lists_confiture("shared_preload_libraries"))
			problems.push_back(
				{Severity::error, "strong_role", InvalidOid, "",
				 "role " + in_quotes(*row[0]) + " is labelled masked, and has REPLICATION, which nothing holds here",
				 "Set shared_preload_libraries = 'confiture', so that its streams are masked."});
	}
	check_trusted_schemas(problems);
}

void check_pii(Selection const &selection, std::size_t sample, Tables const &tables, Problems &problems) {
	for (Finding const &finding : detect_pii(selection, sample)) {
		auto const table = tables.find(finding.relation);
		bool const has_rule = (table != tables.end() && follows_masks(table->second, finding.attribute)) ||
							  finding.label ||
							  (table != tables.end() && table->second.rules != nullptr &&
							   table->second.rules->find(finding.attribute) != nullptr);
		if (!has_rule)
			problems.push_back({finding.detection.confidence >= 0.8 ? Severity::error : Severity::warning,
								"unlabelled_pii", finding.relation, finding.column,
								"it seems to hold personal data (" + std::string(name_of(finding.detection.subject)) +
									"): " + finding.detection.evidence,
								label_statement(finding.relation, finding.column, finding.detection.label) + ";"});
	}
}

} // namespace

std::string_view name_of(Problem::Severity severity) {
	switch (severity) {
	case Problem::error:
		return "error";
	case Problem::warning:
		return "warning";
	case Problem::info:
		return "info";
	}
	return "";
}

std::vector<Problem> check_rules(Selection const &selection, std::size_t sample) {
	Problems problems;
	Tables const tables = read_tables(selection, problems);
	for (auto const &[relation, table] : tables) {
		pg::check_for_interrupts();
		if (table.rules == nullptr || !table.is_selected)
			continue;
		for (ColumnRule const &rule : table.rules->columns)
			check_rule(table, rule, problems);
		check_unclassified(table, problems);
		std::size_t const before = problems.size();
		for (UniqueIndex const &index : unique_indexes(relation))
			check_unique(table, index, problems);
		bool const is_sound = problems.size() == before;
		if (is_sound && table.is_ours && sample > 0 && table.kind != RELKIND_FOREIGN_TABLE)
			try_constraints(table, sample, problems);
	}
	for (ForeignKey const &key : foreign_keys())
		check_foreign_key(tables, key, problems);
	check_lengths(tables, sample, problems);
	check_pii(selection, sample, tables, problems);
	check_surroundings(problems);
	std::ranges::stable_sort(problems, [&](Problem const &a, Problem const &b) {
		auto const key = [&](Problem const &problem) {
			auto const table = tables.find(problem.relation);
			return std::tuple(problem.severity, table == tables.end() ? std::string() : table->second.name,
							  problem.column, problem.kind);
		};
		return key(a) < key(b);
	});
	return problems;
}

} // namespace confiture::mask
