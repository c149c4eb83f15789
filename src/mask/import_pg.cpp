#include "mask/import_pg.hpp"

#include "mask/detect_pg.hpp"
#include "mask/resolve_pg.hpp"
#include "mask/value_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"

namespace confiture::mask {

namespace {

// ---- PostgreSQL Anonymizer's labels
// ----------------------------------------------------------------------------------

bool starts_with_words(std::string_view &text, std::string_view words) {
	auto const skip = [&] {
		while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
			text.remove_prefix(1);
	};
	std::string_view const whole = text;
	skip();
	for (std::size_t i = 0; i < words.size(); ++i) {
		if (words[i] == ' ') {
			if (text.empty() || !std::isspace(static_cast<unsigned char>(text.front())))
				return text = whole, false;
			skip();
		} else if (text.empty() || pg_toupper(static_cast<unsigned char>(text.front())) != words[i]) {
			return text = whole, false;
		} else {
			text.remove_prefix(1);
		}
	}
	skip();
	return true;
}

std::string trimmed(std::string_view text) {
	while (!text.empty() && (std::isspace(static_cast<unsigned char>(text.back())) || text.back() == ';'))
		text.remove_suffix(1);
	return std::string(text);
}

std::optional<std::string> constant_text(Node const *node) {
	while (node != nullptr && (IsA(node, TypeCast) || IsA(node, NamedArgExpr)))
		node = IsA(node, TypeCast) ? reinterpret_cast<TypeCast const *>(node)->arg
								   : reinterpret_cast<Node const *>(reinterpret_cast<NamedArgExpr const *>(node)->arg);
	if (node == nullptr || !IsA(node, A_Const))
		return {};
	auto const &value = *reinterpret_cast<A_Const const *>(node);
	if (value.isnull)
		return {};
	switch (nodeTag(&value.val)) {
	case T_Integer:
		return std::to_string(intVal(&value.val));
	case T_Float:
		return value.val.fval.fval;
	case T_String:
		return value.val.sval.sval;
	default:
		return {};
	}
}

// An expression of a label: the function that it calls, or nothing if it is another kind of expression.
std::optional<ForeignCall> parse_call(std::string const &text) {
	List *parsed = NIL;
	if (auto const error = pg::attempt([&] { parsed = raw_parser(text.c_str(), RAW_PARSE_PLPGSQL_EXPR); }))
		throw pg::to_error(*error);
	auto const *const select = reinterpret_cast<SelectStmt *>(linitial_node(RawStmt, parsed)->stmt);
	if (list_length(select->targetList) != 1)
		return {};
	Node const *node = linitial_node(ResTarget, select->targetList)->val;
	while (node != nullptr && IsA(node, TypeCast))
		node = reinterpret_cast<TypeCast const *>(node)->arg;
	if (node == nullptr || !IsA(node, FuncCall))
		return {};
	auto const *const call = reinterpret_cast<FuncCall const *>(node);
	ForeignCall result;
	result.text = text;
	result.name = strVal(llast(call->funcname));
	if (list_length(call->funcname) > 1)
		result.schema = strVal(linitial(call->funcname));
	for (int i = 0; i < list_length(call->args); ++i)
		result.arguments.push_back(constant_text(static_cast<Node *>(list_nth(call->args, i))));
	return result;
}

Translation translate_label(std::string_view label, bool of_table) {
	if (starts_with_words(label, "NOT MASKED"))
		return {"keep", ""};
	if (starts_with_words(label, "TABLESAMPLE BERNOULLI") || starts_with_words(label, "TABLESAMPLE SYSTEM")) {
		std::string const percent = trimmed(label);
		return of_table ? Translation{"sample" + percent, ""} : Translation{"", "A sample is of a table."};
	}
	if (starts_with_words(label, "MASKED WITH VALUE"))
		return constant(trimmed(label));
	if (starts_with_words(label, "MASKED WITH FUNCTION")) {
		std::string const text = trimmed(label);
		if (auto const call = parse_call(text))
			return translate_anon(*call);
		return translate_anon({"", "", {}, text}); // another expression
	}
	return {"", "The label is not understood."};
}

Translation translated(std::string_view label, bool of_table) {
	try {
		return translate_label(label, of_table);
	} catch (Error const &error) {
		return {"", "The label can't be read: " + error.message + "."};
	}
}

ImportedRule rule_of_role(std::string const &role, std::string const &source) {
	std::string_view label = source;
	ImportedRule rule{"", "", role, source, "", ""};
	if (starts_with_words(label, "MASKED") && trimmed(label).empty())
		rule.label = "masked";
	else
		rule.note = "The label is not understood.";
	return rule;
}

ImportedRule rule_of_column(std::vector<std::string> const &names, bool of_table, std::string const &source) {
	ImportedRule rule;
	std::size_t const table = names.size() - (of_table ? 1 : 2);
	if (!of_table)
		rule.column = names.back();
	rule.table = names[table];
	if (table > 0)
		rule.schema = names[table - 1];
	rule.source = source;
	Translation translation = translated(source, of_table);
	rule.label = std::move(translation.label);
	rule.note = std::move(translation.note);
	return rule;
}

std::vector<std::string> names_of(Node const *object) {
	std::vector<std::string> names;
	if (IsA(object, List)) {
		auto const *const list = reinterpret_cast<List const *>(object);
		for (int i = 0; i < list_length(list); ++i)
			names.emplace_back(strVal(list_nth(list, i)));
	} else if (IsA(object, String)) {
		names.emplace_back(strVal(object));
	}
	return names;
}

std::vector<ImportedRule> import_anon(std::string const &text) {
	List *statements = NIL;
	if (auto const error = pg::attempt([&] { statements = raw_parser(text.c_str(), RAW_PARSE_DEFAULT); }))
		throw pg::to_error(*error);
	std::vector<ImportedRule> rules;
	for (int i = 0; i < list_length(statements); ++i) {
		Node const *const statement = static_cast<RawStmt *>(list_nth(statements, i))->stmt;
		auto const *const label = reinterpret_cast<SecLabelStmt const *>(statement);
		if (!IsA(statement, SecLabelStmt) ||
			(label->provider != nullptr && std::string_view(label->provider) != "anon")) {
			rules.push_back({"", "", "", "statement " + std::to_string(i + 1), "",
							 "It is not a security label of PostgreSQL Anonymizer."});
			continue;
		}
		if (label->label == nullptr)
			continue; // it takes a label away
		std::vector<std::string> const names = names_of(label->object);
		if (label->objtype == OBJECT_ROLE && !names.empty())
			rules.push_back(rule_of_role(names.back(), label->label));
		else if (label->objtype == OBJECT_COLUMN && names.size() >= 2)
			rules.push_back(rule_of_column(names, false, label->label));
		else if (label->objtype == OBJECT_TABLE && !names.empty())
			rules.push_back(rule_of_column(names, true, label->label));
		else
			rules.push_back({"", "", "", label->label, "", "Labels of this kind of object have no counterpart."});
	}
	return rules;
}

// The labels that are in the catalogs, whether or not the extension that reads them is there.
std::vector<ImportedRule> import_anon_labels() {
	pg::Table const found = pg::catalog_query(R"(
		SELECT n.nspname, c.relname, a.attname, l.label
		FROM pg_seclabel AS l
			JOIN pg_class AS c ON l.classoid = 'pg_class'::regclass AND c.oid = l.objoid
			JOIN pg_namespace AS n ON n.oid = c.relnamespace
			LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = l.objsubid AND l.objsubid > 0
		WHERE l.provider = 'anon'
		UNION ALL
		SELECT NULL, NULL, r.rolname, l.label
		FROM pg_shseclabel AS l JOIN pg_roles AS r ON l.classoid = 'pg_authid'::regclass AND r.oid = l.objoid
		WHERE l.provider = 'anon'
		ORDER BY 1, 2, 3)");
	std::vector<ImportedRule> rules;
	for (pg::Row const &row : found.rows) {
		if (!row[1])
			rules.push_back(rule_of_role(*row[2], *row[3]));
		else if (row[2])
			rules.push_back(rule_of_column({*row[0], *row[1], *row[2]}, false, *row[3]));
		else
			rules.push_back(rule_of_column({*row[0], *row[1]}, true, *row[3]));
	}
	return rules;
}

// ---- Held against the database
// ---------------------------------------------------------------------------------------

void add(std::string &note, std::string const &text) {
	if (!text.empty())
		note.append(note.empty() ? "" : " ").append(text);
}

std::string sentence(Error const &error) {
	std::string text = error.message;
	if (!text.empty())
		text[0] = static_cast<char>(pg_toupper(static_cast<unsigned char>(text[0])));
	return text + "." + (error.detail.empty() ? "" : " " + error.detail);
}

Oid find_relation(std::string const &schema, std::string const &table) {
	return pg::call([&] {
		RangeVar *const name =
			makeRangeVar(schema.empty() ? nullptr : pstrdup(schema.c_str()), pstrdup(table.c_str()), -1);
		return RangeVarGetRelid(name, NoLock, true);
	});
}

std::string identity(Oid relation, std::string const &column) {
	return pg::call([&] {
		char const *const name =
			quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), get_rel_name(relation));
		return column.empty() ? name : psprintf("%s.%s", name, quote_identifier(column.c_str()));
	});
}

// Whether the label would be taken; its reason if not.
std::optional<Error> refusal(Oid relation, std::string const &column, std::string const &label) {
	return pg::try_in_subtransaction([&] {
		if (column.empty()) {
			if (TableRule const rule = parse_table_label(label); rule.kind == TableRule::where) {
				Relation const open = pg::call([&] { return relation_open(relation, AccessShareLock); });
				static_cast<void>(resolve(open, rule));
				pg::call([&] { relation_close(open, AccessShareLock); });
			}
			return;
		}
		Relation const open = pg::call([&] { return relation_open(relation, AccessShareLock); });
		AttrNumber const attribute = pg::call([&] { return get_attnum(relation, column.c_str()); });
		auto const *const form = TupleDescAttr(RelationGetDescr(open), attribute - 1);
		TypeInfo const type = type_info(form->atttypid, form->atttypmod);
		check_expressions(open, attribute, parse_column_label(label, type.type_class));
		pg::call([&] { relation_close(open, AccessShareLock); });
	});
}

std::optional<Error> set_label(Oid relation, std::string const &column, std::string const &label) {
	return pg::try_in_subtransaction([&] {
		pg::call([&] {
			auto *const statement = makeNode(SecLabelStmt);
			statement->provider = pstrdup("confiture");
			statement->label = pstrdup(label.c_str());
			if (!OidIsValid(relation)) {
				statement->objtype = OBJECT_ROLE;
				statement->object = reinterpret_cast<Node *>(makeString(pstrdup(column.c_str())));
			} else {
				List *names = list_make2(makeString(get_namespace_name(get_rel_namespace(relation))),
										 makeString(get_rel_name(relation)));
				if (!column.empty())
					names = lappend(names, makeString(pstrdup(column.c_str())));
				statement->objtype = column.empty() ? OBJECT_TABLE : OBJECT_COLUMN;
				statement->object = reinterpret_cast<Node *>(names);
			}
			ExecSecLabelStmt(statement);
		});
	});
}

std::string statement_of(Oid relation, std::string const &column, std::string const &label) {
	if (OidIsValid(relation) && !column.empty())
		return label_statement(relation, column, label);
	return pg::call([&] {
		return psprintf("SECURITY LABEL FOR confiture ON %s IS %s",
						OidIsValid(relation) ? psprintf("TABLE %s", identity(relation, "").c_str())
											 : psprintf("ROLE %s", quote_identifier(column.c_str())),
						quote_literal_cstr(label.c_str()));
	});
}

void take_over(Oid relation, std::string const &column, ImportResult &result, bool apply) {
	if (OidIsValid(relation)) {
		if (auto const error = refusal(relation, column, result.label)) {
			add(result.note, sentence(*error));
			result.label.clear();
			return;
		}
	}
	result.statement = statement_of(relation, column, result.label);
	if (!apply)
		return;
	if (auto const error = set_label(relation, column, result.label))
		add(result.note, sentence(*error));
	else
		result.applied = true;
}

// A rule for all columns of a name stands for one of each.
std::vector<ImportedRule> with_tables(std::vector<ImportedRule> const &rules) {
	std::vector<ImportedRule> result;
	for (ImportedRule const &rule : rules) {
		if (rule.table != "*" || rule.column.empty()) {
			result.push_back(rule);
			continue;
		}
		pg::Table const found = pg::catalog_query(R"(
			SELECT n.nspname, c.relname
			FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
			WHERE a.attname = $1 AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
				AND NOT c.relispartition AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
				AND n.nspname <> 'confiture'
			ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")",
												  {rule.column});
		if (found.rows.empty())
			result.push_back(rule);
		for (pg::Row const &row : found.rows) {
			result.push_back(rule);
			result.back().schema = *row[0];
			result.back().table = *row[1];
		}
	}
	return result;
}

ImportResult resolve(ImportedRule const &rule, bool apply) {
	ImportResult result;
	result.source = rule.source;
	result.label = rule.label;
	result.note = rule.note;
	if (rule.table.empty()) {
		result.object_type = rule.column.empty() ? "" : "role";
		result.object_identity = rule.column;
		if (!rule.label.empty())
			take_over(InvalidOid, rule.column, result, apply);
		return result;
	}
	result.object_type = rule.column.empty() ? "table" : "table column";
	Oid const relation = find_relation(rule.schema, rule.table);
	bool const has_column =
		OidIsValid(relation) &&
		(rule.column.empty() || pg::call([&] { return get_attnum(relation, rule.column.c_str()); }) > 0);
	if (!has_column) {
		result.object_identity = (rule.schema.empty() ? "" : rule.schema + ".") + rule.table +
								 (rule.column.empty() ? "" : "." + rule.column);
		result.label.clear();
		add(result.note, OidIsValid(relation) ? "There is no such column." : "There is no such table.");
		return result;
	}
	result.object_identity = identity(relation, rule.column);
	if (!rule.label.empty())
		take_over(relation, rule.column, result, apply);
	return result;
}

} // namespace

std::vector<ImportResult> import_rules(std::string const &format, std::optional<std::string> const &rules, bool apply) {
	std::vector<ImportedRule> imported;
	if (format == "anon")
		imported = rules ? import_anon(*rules) : import_anon_labels();
	else if ((format == "greenmask" || format == "confiture") && !rules)
		throw Error(sqlstate::invalid_parameter_value, "rules must not be null",
					"Only those of \"anon\" are in the catalogs.");
	else if (format == "greenmask")
		imported = import_greenmask(*rules);
	else if (format == "confiture")
		imported = import_confiture(*rules);
	else
		throw Error(sqlstate::invalid_parameter_value, "unrecognized format of masking rules: \"" + format + "\"", "",
					"Formats are: anon, greenmask, confiture.");
	std::vector<ImportResult> results;
	for (ImportedRule const &rule : with_tables(imported)) {
		pg::check_for_interrupts();
		results.push_back(resolve(rule, apply));
	}
	return results;
}

} // namespace confiture::mask
