#include "diff/alter.hpp"

#include "diff/convert.hpp"
#include "diff/ddl.hpp"
#include "diff/extension_version.hpp"
#include "diff/not_null.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <functional>

namespace confiture::diff {

namespace {

using Alterations = std::vector<Alteration>;
using Result = std::optional<Alterations>;

// The pair under comparison, and helpers that say a change forth and back.
struct Pair {
	Side const &from;
	Position before;
	Side const &to;
	Position after;
	Object const &old = from[before];
	Object const &fresh = to[after];
	Alterations changes{};

	[[nodiscard]] bool differs(std::string_view attribute) const { return old.at(attribute) != fresh.at(attribute); }
	[[nodiscard]] bool any_differs(std::initializer_list<std::string_view> attributes) const {
		return std::any_of(attributes.begin(), attributes.end(), [&](auto attribute) { return differs(attribute); });
	}
	void add(std::string sql, std::string reverse, Operation operation = Operation::alter, bool late = false) {
		changes.push_back({operation, std::move(sql), std::move(reverse), late});
	}
	// A flag with one statement for each state.
	void flag(std::string_view attribute, std::string const &on, std::string const &off) {
		if (differs(attribute))
			add(fresh.is(attribute) ? on : off, old.is(attribute) ? on : off);
	}
	// A statement made from the value that the attribute shall have.
	void value(std::string_view attribute, std::function<std::string(std::string const &)> const &statement,
			   bool late = false) {
		if (differs(attribute))
			add(statement(fresh.at(attribute)), statement(old.at(attribute)), Operation::alter, late);
	}
	// SET (...) and RESET (...) of storage parameters.
	void parameters(std::string const &alter, std::string const &old_text, std::string const &new_text,
					bool late = false) {
		ParameterChange const forth = change_parameters(old_text, new_text);
		ParameterChange const back = change_parameters(new_text, old_text);
		std::size_t const first = changes.size();
		if (!forth.set.empty())
			add(alter + " SET (" + forth.set + ")",
				back.set.empty() ? alter + " RESET (" + names(forth.set, old_text) + ")"
								 : alter + " SET (" + back.set + ")",
				Operation::alter, late);
		if (!forth.reset.empty())
			add(alter + " RESET (" + forth.reset + ")", back.set.empty() ? "" : alter + " SET (" + back.set + ")");
		// What was set for the first time is reset on the way back.
		if (!forth.set.empty() && !back.set.empty() && !back.reset.empty())
			changes[first].reverse += ";\n" + alter + " RESET (" + back.reset + ")";
	}
	static std::string names(std::string const &set, std::string const &) {
		std::vector<std::string> result;
		for (Option const &option : parse_options(set))
			result.push_back(option.name);
		return join(result, ", ");
	}
};

std::string options_clause(std::string const &changes) { return " OPTIONS (" + changes + ")"; }

void change_options(Pair &pair, std::string_view attribute, std::string const &alter) {
	std::string const forth = change_generic_options(pair.old.at(attribute), pair.fresh.at(attribute));
	if (!forth.empty())
		pair.add(alter + options_clause(forth),
				 alter + options_clause(change_generic_options(pair.fresh.at(attribute), pair.old.at(attribute))));
}

Result replaced(Pair &pair, std::string_view create_words, std::string_view replace_words) {
	auto const statement = [&](Side const &side, Position position) {
		std::string sql = create(side, position).front();
		if (sql.starts_with(create_words))
			sql.replace(0, create_words.size(), replace_words);
		return sql;
	};
	pair.add(statement(pair.to, pair.after), statement(pair.from, pair.before), Operation::replace);
	return pair.changes;
}

Result alter_extension(Pair &pair) {
	std::string const alter = "ALTER EXTENSION " + pair.fresh.identity;
	if (pair.differs("in_schema")) {
		if (!pair.old.is("relocatable"))
			return std::nullopt;
		pair.value("in_schema", [&](auto const &schema) { return alter + " SET SCHEMA " + quote_name(schema); });
	}
	if (is_update(pair.old, pair.fresh))
		pair.changes.push_back({Operation::alter, alter + " UPDATE TO " + quote_literal(pair.fresh.at("version")), "",
								false, "extensions have no way back to an older version"});
	return pair.changes;
}

// New labels only, each with its place; nothing if a label went or moved.
Result alter_enum(Pair &pair) {
	std::vector<std::string> const before = split_list(pair.old.at("labels"));
	std::vector<std::string> const after = split_list(pair.fresh.at("labels"));
	std::size_t next = 0;
	for (std::string const &label : after)
		if (next < before.size() && before[next] == label)
			++next;
	if (next != before.size())
		return std::nullopt;
	next = 0;
	for (std::size_t i = 0; i < after.size(); ++i) {
		if (next < before.size() && before[next] == after[i]) {
			++next;
			continue;
		}
		std::string sql = "ALTER TYPE " + pair.fresh.identity + " ADD VALUE " + after[i];
		if (next < before.size()) {
			if (i > 0)
				sql += " AFTER " + after[i - 1];
			else
				sql += " BEFORE " + before[next];
		}
		pair.changes.push_back({Operation::alter, sql, "", false, "enum value"});
	}
	return pair.changes;
}

Result alter_type(Pair &pair) {
	if (pair.differs("form"))
		return std::nullopt;
	std::string const form = pair.fresh.at("form");
	if (form == "enum")
		return pair.differs("labels") ? alter_enum(pair) : pair.changes;
	if (form == "domain") {
		if (pair.any_differs({"base", "collation"}))
			return std::nullopt;
		std::string const alter = "ALTER DOMAIN " + pair.fresh.identity;
		pair.value("default", [&](auto const &expression) {
			return alter + (expression.empty() ? " DROP DEFAULT" : " SET DEFAULT " + expression);
		});
		pair.flag("not_null", alter + " SET NOT NULL", alter + " DROP NOT NULL");
		return pair.changes;
	}
	if (pair.any_differs({"subtype", "subtype_opclass", "subtype_collation", "canonical", "subtype_diff", "multirange",
						  "definition"}))
		return std::nullopt;
	return pair.changes;
}

// As pg_get_functiondef() says it, before the body.
bool is_window(Object const &function) {
	std::string const &definition = function.at("definition");
	return definition.substr(0, definition.find("\nAS ")).find("\n WINDOW") != std::string::npos;
}

Result alter_function(Pair &pair) {
	if (pair.old.at("definition") == pair.fresh.at("definition"))
		return pair.changes;
	auto const count = [](Object const &function) {
		return function.is("defaults") ? std::stoi(function.at("defaults")) : 0;
	};
	if (pair.differs("signature") || count(pair.fresh) < count(pair.old) ||
		is_window(pair.old) != is_window(pair.fresh))
		return std::nullopt;
	replaced(pair, "", "");
	if (count(pair.fresh) > count(pair.old))
		pair.changes.back().reverse.clear(); // there is no way to take a default away
	return pair.changes;
}

bool is_hypothetical(Object const &aggregate) {
	std::string const &definition = aggregate.at("definition");
	return definition.find("\n\tHYPOTHETICAL") != std::string::npos;
}

Result alter_operator(Pair &pair) {
	if (pair.any_differs({"function", "leftarg", "rightarg", "commutator", "negator", "hashes", "merges"}))
		return std::nullopt;
	std::string const alter = "ALTER " + phrase(pair.to, pair.after);
	pair.value("restrict",
			   [&](auto const &name) { return alter + " SET (RESTRICT = " + (name.empty() ? "NONE" : name) + ")"; });
	pair.value("join",
			   [&](auto const &name) { return alter + " SET (JOIN = " + (name.empty() ? "NONE" : name) + ")"; });
	return pair.changes;
}

std::vector<std::string> member_list(std::string const &text) {
	std::vector<std::string> members;
	for (std::string const &part : split_list(text))
		members.push_back(part);
	return members;
}

// "OPERATOR 1 s.<(a,b)" to "OPERATOR 1 (a,b)", "FUNCTION 1 (a, b) f(...)" to "FUNCTION 1 (a, b)"
std::string member_address(std::string const &member) {
	std::size_t const number = member.find(' ') + 1;
	std::size_t const after_number = member.find(' ', number);
	std::size_t const open = member.find('(', after_number);
	std::size_t const close = member.find(')', open);
	return member.substr(0, after_number) + " " + member.substr(open, close + 1 - open);
}

Result alter_operator_family(Pair &pair) {
	std::string const alter = "ALTER OPERATOR FAMILY " + pair.fresh.identity;
	for (std::string_view const attribute : {"operators", "functions"}) {
		std::vector<std::string> const before = member_list(pair.old.at(attribute));
		std::vector<std::string> const after = member_list(pair.fresh.at(attribute));
		for (std::string const &member : before)
			if (std::find(after.begin(), after.end(), member) == after.end())
				pair.add(alter + " DROP " + member_address(member), alter + " ADD " + member);
		for (std::string const &member : after)
			if (std::find(before.begin(), before.end(), member) == before.end())
				pair.add(alter + " ADD " + member, alter + " DROP " + member_address(member));
	}
	return pair.changes;
}

Result alter_dictionary(Pair &pair) {
	if (pair.differs("template"))
		return std::nullopt;
	if (pair.differs("options")) {
		auto const statement = [&](Object const &target, Object const &source) {
			std::vector<std::string> settings;
			std::vector<std::string> names;
			for (std::string const &option : split_list(target.at("options"))) {
				settings.push_back(option);
				names.push_back(option.substr(0, option.find(' ')));
			}
			for (std::string const &option : split_list(source.at("options")))
				if (std::string const name = option.substr(0, option.find(' '));
					std::find(names.begin(), names.end(), name) == names.end())
					settings.push_back(name);
			return "ALTER TEXT SEARCH DICTIONARY " + target.identity + " (" + join(settings, ", ") + ")";
		};
		pair.add(statement(pair.fresh, pair.old), statement(pair.old, pair.fresh));
	}
	return pair.changes;
}

std::vector<std::pair<std::string, std::string>> mappings(Object const &configuration) {
	std::vector<std::pair<std::string, std::string>> result;
	std::string_view text = configuration.at("mappings");
	while (!text.empty()) {
		std::string_view const line = text.substr(0, text.find('\n'));
		std::size_t const colon = line.find(": ");
		result.emplace_back(line.substr(0, colon), line.substr(colon + 2));
		text.remove_prefix(std::min(line.size() + 1, text.size()));
	}
	return result;
}

Result alter_configuration(Pair &pair) {
	if (pair.differs("parser"))
		return std::nullopt;
	std::string const alter = "ALTER TEXT SEARCH CONFIGURATION " + pair.fresh.identity;
	auto const before = mappings(pair.old);
	auto const after = mappings(pair.fresh);
	auto const find = [](auto const &list, std::string const &token) {
		return std::find_if(list.begin(), list.end(), [&](auto const &mapping) { return mapping.first == token; });
	};
	auto const add = [&](auto const &mapping) {
		return alter + " ADD MAPPING FOR " + mapping.first + " WITH " + mapping.second;
	};
	auto const change = [&](auto const &mapping) {
		return alter + " ALTER MAPPING FOR " + mapping.first + " WITH " + mapping.second;
	};
	auto const remove = [&](auto const &mapping) { return alter + " DROP MAPPING FOR " + mapping.first; };
	for (auto const &mapping : before)
		if (find(after, mapping.first) == after.end())
			pair.add(remove(mapping), add(mapping));
	for (auto const &mapping : after) {
		auto const old = find(before, mapping.first);
		if (old == before.end())
			pair.add(add(mapping), remove(mapping));
		else if (old->second != mapping.second)
			pair.add(change(mapping), change(*old));
	}
	return pair.changes;
}

Result alter_wrapper(Pair &pair) {
	std::string const alter = "ALTER FOREIGN DATA WRAPPER " + pair.fresh.identity;
	pair.value("handler",
			   [&](auto const &name) { return alter + (name.empty() ? " NO HANDLER" : " HANDLER " + name); });
	pair.value("validator",
			   [&](auto const &name) { return alter + (name.empty() ? " NO VALIDATOR" : " VALIDATOR " + name); });
	change_options(pair, "options", alter);
	return pair.changes;
}

Result alter_server(Pair &pair) {
	if (pair.any_differs({"wrapper", "type"}))
		return std::nullopt;
	if (pair.differs("version") && (!pair.fresh.is("version") || !pair.old.is("version")))
		return std::nullopt;
	std::string const alter = "ALTER SERVER " + pair.fresh.identity;
	pair.value("version", [&](auto const &version) { return alter + " VERSION " + quote_literal(version); });
	change_options(pair, "options", alter);
	return pair.changes;
}

Result alter_sequence(Pair &pair) {
	bool const was_identity = pair.old.parent != nowhere;
	bool const is_identity = pair.fresh.parent != nowhere;
	if (was_identity != is_identity)
		return std::nullopt;
	if (is_identity && pair.from[pair.old.parent].identity != pair.to[pair.fresh.parent].identity)
		return std::nullopt;
	std::string const alter = "ALTER SEQUENCE " + pair.fresh.identity;
	if (pair.old.identity != pair.fresh.identity) {
		std::string name = pair.old.identity;
		if (pair.old.schema != pair.fresh.schema) {
			std::string const moved = quote_name(pair.fresh.schema, pair.old.name);
			pair.add("ALTER SEQUENCE " + name + " SET SCHEMA " + quote_name(pair.fresh.schema),
					 "ALTER SEQUENCE " + moved + " SET SCHEMA " + quote_name(pair.old.schema));
			name = moved;
		}
		if (pair.old.name != pair.fresh.name)
			pair.add("ALTER SEQUENCE " + name + " RENAME TO " + quote_name(pair.fresh.name),
					 alter + " RENAME TO " + quote_name(pair.old.name), Operation::rename);
	}
	if (is_identity)
		pair.value("identity_form", [&](auto const &form) {
			Object const &column = pair.to.parent(pair.fresh);
			return alter_table(pair.to, column.parent) + " ALTER COLUMN " + quote_name(column.name) +
				   " SET GENERATED " + form;
		});
	auto const options = [&](Object const &target, Object const &source) {
		std::string sql;
		if (target.at("type") != source.at("type"))
			sql += " AS " + target.at("type");
		if (target.at("increment") != source.at("increment"))
			sql += " INCREMENT BY " + target.at("increment");
		if (target.at("min") != source.at("min") || target.at("type") != source.at("type"))
			sql += " MINVALUE " + target.at("min");
		if (target.at("max") != source.at("max") || target.at("type") != source.at("type"))
			sql += " MAXVALUE " + target.at("max");
		if (target.at("start") != source.at("start"))
			sql += " START WITH " + target.at("start");
		if (target.at("cache") != source.at("cache"))
			sql += " CACHE " + target.at("cache");
		if (target.is("cycle") != source.is("cycle"))
			sql += target.is("cycle") ? " CYCLE" : " NO CYCLE";
		return sql;
	};
	if (std::string const forth = options(pair.fresh, pair.old); !forth.empty()) {
		// A current value outside the new bounds would be refused.
		auto const bounded = [&](Object const &target, Object const &source) {
			using Number = __int128;
			auto const number = [](std::string const &text) {
				bool const negative = text.starts_with('-');
				Number value = 0;
				for (char const c : text)
					if (c >= '0' && c <= '9')
						value = value * 10 + (c - '0');
				return negative ? -value : value;
			};
			Number const min = number(target.at("min")), max = number(target.at("max"));
			Number const old_min = number(source.at("min")), old_max = number(source.at("max"));
			// It has its new name, on the way back as well.
			std::string const &name = pair.fresh.identity;
			std::string const literal = quote_literal(name);
			std::string moves;
			bool const disjoint = min > old_max || max < old_min;
			if (!disjoint && min > old_min)
				moves += "SELECT pg_catalog.setval(" + literal + ", " + target.at("min") + ", false) FROM " + name +
						 " WHERE last_value < " + target.at("min") + ";\n";
			if (!disjoint && max < old_max)
				moves += "SELECT pg_catalog.setval(" + literal + ", " + target.at("max") + ", true) FROM " + name +
						 " WHERE last_value > " + target.at("max") + ";\n";
			std::string const restart = disjoint ? " RESTART WITH " + target.at("start") : "";
			return std::pair{moves, restart};
		};
		auto const [moves, restart] = bounded(pair.fresh, pair.old);
		auto const [moves_back, restart_back] = bounded(pair.old, pair.fresh);
		pair.add(moves + alter + forth + restart, moves_back + alter + options(pair.old, pair.fresh) + restart_back);
		if (!restart.empty())
			pair.changes.back().reason = "restarts the sequence: none of its old values lies within the new bounds";
	}
	if (!is_identity)
		pair.flag("unlogged", alter + " SET UNLOGGED", alter + " SET LOGGED");
	else if (pair.from[pair.from.parent(pair.old).parent].is("unlogged") ==
			 pair.to[pair.to.parent(pair.fresh).parent].is("unlogged"))
		pair.flag("unlogged", alter + " SET UNLOGGED", alter + " SET LOGGED"); // or with the table
	if (!is_identity)
		pair.value(
			"owned_by", [&](auto const &column) { return alter + " OWNED BY " + (column.empty() ? "NONE" : column); },
			true);
	return pair.changes;
}

// A table takes its identity sequences along; those that are otherwise than it are set apart again, if they are there.
std::string set_logged(Side const &side, Side const &other, Position table, std::string const &alter) {
	auto const words = [](Object const &object) { return object.is("unlogged") ? " SET UNLOGGED" : " SET LOGGED"; };
	std::string sql = alter + words(side[table]);
	for (Position const column : side.columns(table))
		if (Position const sequence = side.part(column, Kind::sequence);
			sequence != nowhere && side[sequence].is("unlogged") != side[table].is("unlogged") &&
			other.find(Kind::sequence, side[sequence].identity) != nowhere)
			sql += ";\nALTER SEQUENCE " + side[sequence].identity + words(side[sequence]);
	return sql;
}

Result alter_relation(Pair &pair) {
	bool const table = pair.fresh.kind == Kind::table;
	std::string const alter = table ? alter_table(pair.to, pair.after) : "ALTER " + phrase(pair.to, pair.after);
	std::string const old_alter = table ? alter_table(pair.from, pair.before) : alter;
	if (table) {
		if (pair.any_differs({"form", "partition_key", "server"}))
			return std::nullopt;
		// Columns of a typed table are its type's, so it lets go first and takes the type on last.
		if (pair.differs("of_type")) {
			if (pair.old.is("of_type"))
				pair.add(alter + " NOT OF", alter + " OF " + pair.old.at("of_type"));
			if (pair.fresh.is("of_type"))
				pair.add(alter + " OF " + pair.fresh.at("of_type"), alter + " NOT OF", Operation::alter, true);
		}
		if (pair.differs("unlogged"))
			pair.add(set_logged(pair.to, pair.from, pair.after, alter),
					 set_logged(pair.from, pair.to, pair.before, alter));
		pair.flag("row_security", alter + " ENABLE ROW LEVEL SECURITY", alter + " DISABLE ROW LEVEL SECURITY");
		pair.flag("force_row_security", alter + " FORCE ROW LEVEL SECURITY", alter + " NO FORCE ROW LEVEL SECURITY");
		pair.value(
			"replica_identity",
			[&](auto const &identity) {
				return alter + " REPLICA IDENTITY " + (identity.empty() ? "DEFAULT" : identity);
			},
			true);
		change_options(pair, "foreign_options", "ALTER FOREIGN TABLE " + pair.fresh.identity);
	}
	if (pair.differs("access_method") && pair.old.is("access_method") && pair.fresh.is("access_method"))
		pair.value("access_method",
				   [&](auto const &method) { return alter + " SET ACCESS METHOD " + quote_name(method); });
	pair.value("tablespace", [&](auto const &tablespace) {
		return alter + " SET TABLESPACE " + (tablespace.empty() ? "pg_default" : quote_name(tablespace));
	});
	auto const all = [](Object const &object) {
		std::vector<std::string> lists;
		for (char const *const attribute : {"options", "toast_options"})
			if (object.is(attribute))
				lists.push_back(object.at(attribute));
		return join(lists, ", ");
	};
	// A table has a TOAST table, with its parameters, only once it has a column that needs it.
	bool const for_toast = pair.differs("toast_options");
	pair.parameters(alter, all(pair.old), all(pair.fresh), for_toast);
	pair.value(
		"clustered_on",
		[&](auto const &index) { return alter + (index.empty() ? " SET WITHOUT CLUSTER" : " CLUSTER ON " + index); },
		true);
	return pair.changes;
}

Result alter_view(Pair &pair) {
	bool const materialized = pair.fresh.kind == Kind::materialized_view;
	if (materialized)
		return pair.differs("definition") ? std::nullopt : alter_relation(pair);
	std::string const alter = "ALTER VIEW " + pair.fresh.identity;
	if (pair.differs("definition")) {
		if (!view_columns_extend(pair.from, pair.before, pair.to, pair.after))
			return std::nullopt;
		auto const statement = [](Side const &side, Position position) {
			std::string sql = create(side, position).front();
			return sql.replace(0, 6, "CREATE OR REPLACE");
		};
		bool const back = view_columns_extend(pair.to, pair.after, pair.from, pair.before);
		pair.add(statement(pair.to, pair.after), back ? statement(pair.from, pair.before) : "", Operation::replace);
		return pair.changes;
	}
	auto const all = [](Object const &view) {
		std::vector<std::string> lists;
		if (view.is("options"))
			lists.push_back(view.at("options"));
		if (view.is("check_option")) {
			std::string option = view.at("check_option");
			std::transform(option.begin(), option.end(), option.begin(),
						   [](char c) { return static_cast<char>(c | 0x20); });
			lists.push_back("check_option=" + quote_literal(option));
		}
		return join(lists, ", ");
	};
	pair.parameters(alter, all(pair.old), all(pair.fresh));
	return pair.changes;
}

Result alter_column(Pair &pair) {
	Object const &relation = pair.to.parent(pair.fresh);
	if (relation.kind == Kind::view)
		return pair.changes;
	if (relation.kind == Kind::type) {
		auto const &users = pair.to.dependents[pair.fresh.parent];
		bool const typed =
			std::any_of(users.begin(), users.end(), [&](Position user) { return pair.to[user].is("of_type"); });
		if (pair.any_differs({"type", "collation"})) {
			auto const statement = [&](Object const &target) {
				return "ALTER TYPE " + relation.identity + " ALTER ATTRIBUTE " + quote_name(target.name) + " TYPE " +
					   target.at("type") + (target.is("collation") ? " COLLATE " + target.at("collation") : "") +
					   (typed ? " CASCADE" : "");
			};
			pair.add(statement(pair.fresh), statement(pair.old));
			pair.changes.back().reason = "type";
		}
		return pair.changes;
	}
	std::string const column = " ALTER COLUMN " + quote_name(pair.fresh.name);
	std::string const alter = alter_table(pair.to, pair.fresh.parent) + column;
	std::string const alter_all = alter_table(pair.to, pair.fresh.parent, false) + column;
	if (relation.kind == Kind::table) {
		if (pair.any_differs({"generated", "expression"})) {
			if (pair.fresh.is("generated") && pair.old.at("generated") == pair.fresh.at("generated") &&
				pair.to.snapshot.server_version >= 170000 && !pair.any_differs({"type", "collation"}))
				pair.value("expression", [&](auto const &expression) {
					return alter_all + " SET EXPRESSION AS (" + expression + ")";
				});
			else
				return std::nullopt;
		} else if (pair.fresh.is("generated") && pair.any_differs({"type", "collation"}))
			return std::nullopt; // computed anew either way
		if (pair.any_differs({"type", "collation"})) {
			auto const statement = [&](Side const &source, Object const &was, Side const &target, Object const &shall) {
				std::string sql =
					alter_all + (relation.at("form") == "foreign" ? " TYPE " : " TYPE ") + shall.at("type");
				if (shall.is("collation"))
					sql += " COLLATE " + shall.at("collation");
				if (relation.at("form") != "foreign")
					if (std::string const expression = conversion(source, was, target, shall); !expression.empty())
						sql += " USING " + expression;
				return sql;
			};
			pair.add(statement(pair.from, pair.old, pair.to, pair.fresh),
					 statement(pair.to, pair.fresh, pair.from, pair.old));
			pair.changes.back().reason = "type";
		}
		auto const set_not_null = [&](Object const &target) {
			if (!target.is("not_null_name") && !target.is("not_null_no_inherit") && !target.is("not_null_not_valid"))
				return alter_all + " SET NOT NULL";
			return alter_table(pair.to, pair.fresh.parent, target.is("not_null_no_inherit")) + " ADD CONSTRAINT " +
				   quote_name(not_null_name(relation, target)) + " NOT NULL " + quote_name(target.name) +
				   (target.is("not_null_no_inherit") ? " NO INHERIT" : "") +
				   (target.is("not_null_not_valid") ? " NOT VALID" : "");
		};
		std::string const drop_not_null = alter_all + " DROP NOT NULL";
		bool const parts_from_parents = pair.old.is("inherited_not_null_name") && !pair.fresh.is("inherited");
		if (pair.differs("not_null"))
			pair.add(pair.fresh.is("not_null") ? set_not_null(pair.fresh) : drop_not_null,
					 pair.old.is("not_null") ? set_not_null(pair.old) : drop_not_null);
		else if (pair.fresh.is("not_null") && !(pair.fresh.is("inherited") && pair.fresh.is("not_local"))) {
			if (pair.old.is("not_null_not_valid") && !pair.fresh.is("not_null_not_valid") &&
				!pair.any_differs({"not_null_name", "not_null_no_inherit"}))
				pair.add(alter_table(pair.to, pair.fresh.parent, false) + " VALIDATE CONSTRAINT " +
							 quote_name(not_null_name(relation, pair.fresh)),
						 drop_not_null + ";\n" + set_not_null(pair.old));
			else if ((pair.differs("not_null_name") || parts_from_parents) &&
					 !pair.any_differs({"not_null_no_inherit", "not_null_not_valid"})) {
				std::string const was = quote_name(parts_from_parents ? pair.old.at("inherited_not_null_name")
																	  : not_null_name(relation, pair.old));
				std::string const is = quote_name(not_null_name(relation, pair.fresh));
				std::string const rename = alter_table(pair.to, pair.fresh.parent, false) + " RENAME CONSTRAINT ";
				pair.add(rename + was + " TO " + is, rename + is + " TO " + was);
			} else if (pair.any_differs({"not_null_name", "not_null_no_inherit", "not_null_not_valid"}) &&
					   !pair.old.is("is_identity") && !pair.fresh.is("is_identity")) {
				pair.add(drop_not_null, set_not_null(pair.old));
				pair.add(set_not_null(pair.fresh), drop_not_null);
			}
		}
		change_options(pair, "foreign_options", "ALTER FOREIGN TABLE " + relation.identity + column);
	}
	bool const retyped = pair.any_differs({"type", "collation"});
	// A materialized view with a column of another type is made anew, and gets all else then.
	if (relation.kind == Kind::table || (relation.kind == Kind::materialized_view && !retyped)) {
		auto const storage = [](Object const &object) {
			return object.is("storage") ? object.at("storage") : object.at("type_storage");
		};
		// A type change sets the new type's own storage.
		std::string const had = retyped ? pair.fresh.at("type_storage") : storage(pair.old);
		if (had != storage(pair.fresh) && !storage(pair.fresh).empty())
			pair.add(alter + " SET STORAGE " + storage(pair.fresh),
					 storage(pair.old).empty() || retyped ? "" : alter + " SET STORAGE " + storage(pair.old));
		if (retyped && pair.old.is("storage"))
			pair.changes.front().reverse += ";\n" + alter + " SET STORAGE " + pair.old.at("storage");
		auto const compression = [&](Object const &object) {
			return alter + " SET COMPRESSION " + (object.is("compression") ? object.at("compression") : "default");
		};
		if (!retyped && pair.differs("compression"))
			pair.add(compression(pair.fresh), compression(pair.old));
		else if (retyped && pair.fresh.is("compression"))
			pair.add(compression(pair.fresh), "");
		if (retyped && pair.old.is("compression"))
			pair.changes.front().reverse += ";\n" + compression(pair.old);
	}
	pair.value("statistics",
			   [&](auto const &target) { return alter + " SET STATISTICS " + (target.empty() ? "-1" : target); });
	pair.parameters(alter, pair.old.at("options"), pair.fresh.at("options"));
	return pair.changes;
}

// The way back to the old constraint where there is no ALTER.
std::string made_anew(Pair const &pair) {
	std::string const &comment = pair.old.comment;
	return drop(pair.from, pair.before).front() + ";\n" + create(pair.from, pair.before).front() +
		   (comment.empty() ? "" : ";\nCOMMENT ON " + phrase(pair.from, pair.before) + " IS " + quote_literal(comment));
}

Result alter_constraint(Pair &pair) {
	Object const &table = pair.to.parent(pair.fresh);
	if (pair.old.is("clone") || pair.fresh.is("clone"))
		return pair.changes;
	if (without_parameters(pair.old) != without_parameters(pair.fresh) || pair.differs("form")) {
		auto const stem = [](Object const &constraint) {
			std::string text = without_parameters(constraint);
			for (std::string_view const suffix : {" NOT VALID", " INITIALLY DEFERRED", " DEFERRABLE"})
				if (text.ends_with(suffix))
					text.resize(text.size() - suffix.size());
			return text;
		};
		if (pair.differs("form") || stem(pair.old) != stem(pair.fresh) || pair.differs("not_enforced") ||
			pair.differs("no_inherit"))
			return std::nullopt;
		// What a child has from its parent alone can't be made anew, and nobody sees whether it has been validated.
		bool const inherited = pair.old.is("not_local") && pair.fresh.is("not_local");
		if (pair.differs("not_valid") && pair.fresh.is("not_valid")) {
			if (inherited)
				return pair.changes;
			return std::nullopt;
		}
		std::string const name = quote_name(pair.fresh.name);
		if (pair.any_differs({"deferrable", "deferred"})) {
			if (pair.fresh.at("form") != "foreign key")
				return std::nullopt;
			auto const statement = [&](Object const &target) {
				return alter_table(pair.to, pair.fresh.parent, false) + " ALTER CONSTRAINT " + name +
					   (target.is("deferrable") ? " DEFERRABLE" : " NOT DEFERRABLE") +
					   (target.is("deferred") ? " INITIALLY DEFERRED" : "");
			};
			pair.add(statement(pair.fresh), statement(pair.old));
		}
		if (pair.differs("not_valid")) {
			std::string const back = inherited ? "" : made_anew(pair);
			pair.add(alter_table(pair.to, pair.fresh.parent, false) + " VALIDATE CONSTRAINT " + name, back);
		}
	}
	if (table.is("partition_key") && pair.differs("options"))
		return std::nullopt;
	std::string const index = quote_name(table.schema, pair.fresh.name);
	pair.parameters("ALTER INDEX " + index, pair.old.at("options"), pair.fresh.at("options"));
	pair.value("tablespace", [&](auto const &tablespace) {
		return "ALTER INDEX " + index + " SET TABLESPACE " +
			   (tablespace.empty() ? "pg_default" : quote_name(tablespace));
	});
	pair.value("index_comment", [&](auto const &comment) {
		return "COMMENT ON INDEX " + index + " IS " + (comment.empty() ? "NULL" : quote_literal(comment));
	});
	return pair.changes;
}

Result alter_index(Pair &pair) {
	if (pair.old.is("invalid") || without_parameters(pair.old) != without_parameters(pair.fresh) ||
		(pair.fresh.is("partitioned") && pair.differs("options")))
		return std::nullopt;
	std::string const alter = "ALTER INDEX " + pair.fresh.identity;
	pair.parameters(alter, pair.old.at("options"), pair.fresh.at("options"));
	pair.value("tablespace", [&](auto const &tablespace) {
		return alter + " SET TABLESPACE " + (tablespace.empty() ? "pg_default" : quote_name(tablespace));
	});
	if (pair.differs("statistics")) {
		auto const statements = [&](Object const &source, Object const &target) {
			std::vector<std::string> result;
			for (std::string const &entry : split_list(target.at("statistics")))
				result.push_back(alter + " ALTER COLUMN " + entry.substr(0, entry.find(' ')) + " SET STATISTICS " +
								 entry.substr(entry.find(' ') + 1));
			for (std::string const &entry : split_list(source.at("statistics"))) {
				std::string const column = entry.substr(0, entry.find(' ') + 1);
				if (target.at("statistics").find(column) == std::string::npos)
					result.push_back(alter + " ALTER COLUMN " + column + "SET STATISTICS -1");
			}
			return join(result, ";\n");
		};
		pair.add(statements(pair.old, pair.fresh), statements(pair.fresh, pair.old));
	}
	return pair.changes;
}

Result alter_policy(Pair &pair) {
	if (pair.any_differs({"restrictive", "command"}) || (pair.old.is("using") && !pair.fresh.is("using")) ||
		(pair.old.is("with_check") && !pair.fresh.is("with_check")))
		return std::nullopt;
	if (!pair.any_differs({"roles", "using", "with_check"}))
		return pair.changes;
	bool const back = (pair.old.is("using") || !pair.fresh.is("using")) &&
					  (pair.old.is("with_check") || !pair.fresh.is("with_check"));
	if (!back)
		return std::nullopt;
	auto const statement = [&](Object const &target, Object const &source) {
		std::string sql = "ALTER " + phrase(pair.to, pair.after);
		if (target.at("roles") != source.at("roles"))
			sql += " TO " + (target.is("roles") ? target.at("roles") : "PUBLIC");
		if (target.at("using") != source.at("using"))
			sql += " USING (" + target.at("using") + ")";
		if (target.at("with_check") != source.at("with_check"))
			sql += " WITH CHECK (" + target.at("with_check") + ")";
		return sql;
	};
	pair.add(statement(pair.fresh, pair.old), statement(pair.old, pair.fresh));
	return pair.changes;
}

Result alter_publication(Pair &pair) {
	if (pair.differs("all_tables"))
		return std::nullopt;
	std::string const alter = "ALTER PUBLICATION " + pair.fresh.identity + " SET (";
	pair.value("publish", [&](auto const &publish) { return alter + "publish = " + quote_literal(publish) + ")"; });
	pair.flag("via_root", alter + "publish_via_partition_root = true)", alter + "publish_via_partition_root = false)");
	pair.value("generated_columns", [&](auto const &which) {
		return alter + "publish_generated_columns = " + (which.empty() ? "none" : which) + ")";
	});
	return pair.changes;
}

Result alter_publication_relation(Pair &pair) {
	// Columns are listed in the order of the table's, which may be another.
	auto const columns = [](Object const &relation) {
		std::vector<std::string> names = split_list(relation.at("columns"));
		std::ranges::sort(names);
		return names;
	};
	Object same = pair.old;
	same.set("columns", pair.fresh.at("columns"));
	return same.attributes == pair.fresh.attributes && columns(pair.old) == columns(pair.fresh) ? Result{pair.changes}
																								: std::nullopt;
}

Result alter_subscription(Pair &pair) {
	if (pair.differs("two_phase"))
		return std::nullopt;
	std::string const alter = "ALTER SUBSCRIPTION " + pair.fresh.identity;
	// What follows may be changed in a disabled subscription only.
	if (pair.old.is("enabled") && !pair.fresh.is("enabled"))
		pair.add(alter + " DISABLE", alter + " ENABLE");
	pair.value("connection",
			   [&](auto const &connection) { return alter + " CONNECTION " + quote_literal(connection); });
	pair.value("publications",
			   [&](auto const &names) { return alter + " SET PUBLICATION " + names + " WITH (refresh = false)"; });
	auto const set = [&](std::string_view attribute, std::string const &parameter, std::string const &absent,
						 bool quoted = false) {
		pair.value(attribute, [&](auto const &value) {
			return alter + " SET (" + parameter + " = " +
				   (value.empty() ? absent
					: quoted      ? quote_literal(value)
								  : value) +
				   ")";
		});
	};
	pair.value("slot_name", [&](auto const &name) {
		return alter + " SET (slot_name = " + (name == "NONE" ? name : quote_literal(name)) + ")";
	});
	set("binary", "binary", "false");
	set("streaming", "streaming", "off");
	set("disable_on_error", "disable_on_error", "false");
	set("synchronous_commit", "synchronous_commit", "off", true);
	set("origin", "origin", "any");
	set("run_as_owner", "run_as_owner", "false");
	set("failover", "failover", "false");
	pair.value("no_password", [&](auto const &no) {
		return alter + " SET (password_required = " + (no.empty() ? "true" : "false") + ")";
	});
	if (!pair.old.is("enabled") && pair.fresh.is("enabled"))
		pair.add(alter + " ENABLE", alter + " DISABLE");
	return pair.changes;
}

// Replacing a trigger resets its state, so it is said again; a rule keeps it, and so must be told on the way back.
Result alter_trigger(Pair &pair) {
	bool const trigger = pair.fresh.kind == Kind::trigger;
	// Without ONLY: the states of a partition's triggers follow.
	std::string const alter =
		trigger ? alter_table(pair.to, pair.fresh.parent, false) : "ALTER TABLE " + pair.to.parent(pair.fresh).identity;
	auto const state = [&](Object const &object) {
		return alter + " " + (object.is("enabled") ? object.at("enabled") : "ENABLE") +
			   (trigger ? " TRIGGER " : " RULE ") + quote_name(object.name);
	};
	bool replaced_it = false;
	if (!pair.fresh.is("clone") && pair.differs("definition")) {
		if (pair.old.is("is_constraint") || pair.fresh.is("is_constraint"))
			return std::nullopt;
		auto const statement = [](Side const &side, Position position) {
			std::string sql = create(side, position).front();
			return sql.replace(0, 6, "CREATE OR REPLACE");
		};
		bool const says_state = pair.old.is("enabled") || (!trigger && pair.differs("enabled"));
		pair.add(statement(pair.to, pair.after),
				 statement(pair.from, pair.before) + (says_state ? ";\n" + state(pair.old) : ""), Operation::replace);
		replaced_it = true;
	}
	if (pair.differs("enabled") || (replaced_it && pair.fresh.is("enabled")))
		pair.add(state(pair.fresh), replaced_it ? "" : state(pair.old));
	return pair.changes;
}

// PostgreSQL lists the columns in the order of the table's, which is not part of the schema.
std::string statistics_definition(Object const &statistics) {
	std::string const &text = statistics.at("definition");
	std::size_t const start = text.find(" ON ");
	std::size_t const end = text.rfind(" FROM ");
	if (start == std::string::npos || end == std::string::npos)
		return text;
	std::vector<std::string> columns = split_list(std::string_view{text}.substr(start + 4, end - start - 4));
	std::sort(columns.begin(), columns.end());
	return text.substr(0, start + 4) + join(columns, ", ") + text.substr(end);
}

} // namespace

bool view_columns_extend(Side const &from, Position before, Side const &to, Position after) {
	std::vector<Position> const old = from.columns(before);
	std::vector<Position> const fresh = to.columns(after);
	if (old.size() > fresh.size())
		return false;
	for (std::size_t i = 0; i < old.size(); ++i) {
		Object const &a = from[old[i]];
		Object const &b = to[fresh[i]];
		if (a.name != b.name || a.at("type") != b.at("type") || a.at("collation") != b.at("collation"))
			return false;
	}
	return true;
}

static std::optional<std::vector<Alteration>> own_alterations(Pair &pair) {
	auto const &[from, before, to, after, old, fresh, changes] = pair;
	switch (pair.fresh.kind) {
	case Kind::schema:
	case Kind::default_privileges:
	case Kind::system_privileges:
		return pair.changes;
	case Kind::extension:
		return alter_extension(pair);
	case Kind::language:
		if (!pair.any_differs({"trusted", "handler", "inline", "validator"}))
			return pair.changes;
		return replaced(pair, "CREATE ", "CREATE OR REPLACE ");
	case Kind::type:
		return alter_type(pair);
	case Kind::function:
	case Kind::procedure:
		return alter_function(pair);
	case Kind::aggregate:
		if (!pair.any_differs({"arguments", "definition", "result"}))
			return pair.changes;
		if (pair.any_differs({"arguments", "result"}) || is_hypothetical(pair.old) != is_hypothetical(pair.fresh))
			return std::nullopt;
		return replaced(pair, "CREATE ", "CREATE OR REPLACE ");
	case Kind::operator_:
		return alter_operator(pair);
	case Kind::operator_family:
		return alter_operator_family(pair);
	case Kind::text_search_dictionary:
		return alter_dictionary(pair);
	case Kind::text_search_configuration:
		return alter_configuration(pair);
	case Kind::foreign_data_wrapper:
		return alter_wrapper(pair);
	case Kind::server:
		return alter_server(pair);
	case Kind::user_mapping:
		change_options(pair, "options", "ALTER " + phrase(to, after));
		return pair.changes;
	case Kind::sequence:
		return alter_sequence(pair);
	case Kind::table:
		return alter_relation(pair);
	case Kind::view:
	case Kind::materialized_view:
		return alter_view(pair);
	case Kind::column:
		return alter_column(pair);
	case Kind::default_value:
		if (pair.differs("expression"))
			pair.add(create(to, after).front(), create(from, before).front());
		return pair.changes;
	case Kind::domain_constraint: {
		if (!pair.differs("definition"))
			return pair.changes;
		if (pair.old.at("definition") == pair.fresh.at("definition") + " NOT VALID") {
			pair.add("ALTER DOMAIN " + to.parent(pair.fresh).identity + " VALIDATE CONSTRAINT " +
						 quote_name(pair.fresh.name),
					 made_anew(pair));
			return pair.changes;
		}
		return std::nullopt;
	}
	case Kind::constraint:
		return alter_constraint(pair);
	case Kind::index:
		return alter_index(pair);
	case Kind::statistics:
		if (statistics_definition(pair.old) != statistics_definition(pair.fresh))
			return std::nullopt;
		pair.value("statistics", [&](auto const &target) {
			return "ALTER STATISTICS " + pair.fresh.identity + " SET STATISTICS " + (target.empty() ? "-1" : target);
		});
		return pair.changes;
	case Kind::rule:
	case Kind::trigger:
		return alter_trigger(pair);
	case Kind::policy:
		return alter_policy(pair);
	case Kind::publication_relation:
		return alter_publication_relation(pair);
	case Kind::publication:
		return alter_publication(pair);
	case Kind::subscription:
		return alter_subscription(pair);
	case Kind::event_trigger:
		if (pair.any_differs({"event", "function", "tags"}))
			return std::nullopt;
		pair.value("enabled", [&](auto const &state) {
			return "ALTER EVENT TRIGGER " + pair.fresh.identity + " " + (state.empty() ? "ENABLE" : state);
		});
		return pair.changes;
	case Kind::inheritance:
		return pair.differs("bound") ? std::nullopt : Result{pair.changes};
	case Kind::index_attachment:
		return pair.changes;
	case Kind::access_method:
	case Kind::collation:
	case Kind::conversion:
	case Kind::operator_class:
	case Kind::cast:
	case Kind::transform:
	case Kind::text_search_parser:
	case Kind::text_search_template:
	case Kind::publication_schema:
		return pair.old.attributes == pair.fresh.attributes ? Result{pair.changes} : std::nullopt;
	}
	return pair.changes;
}

// What of two schemas is alike is most of them; of these kinds nothing else than their own attributes decides.
static bool is_unchanged(Pair const &pair) {
	Kind const kind = pair.fresh.kind;
	return ((kind == Kind::column && !pair.old.is("inherited_not_null_name")) || kind == Kind::default_value ||
			kind == Kind::constraint || (kind == Kind::index && !pair.old.is("invalid"))) &&
		   pair.old.attributes == pair.fresh.attributes;
}

std::optional<std::vector<Alteration>> alterations(Side const &from, Position before, Side const &to, Position after) {
	Pair pair{from, before, to, after};
	if (is_unchanged(pair))
		return pair.changes;
	std::optional<std::vector<Alteration>> changes = own_alterations(pair);
	if (!changes || !pair.differs("extensions"))
		return changes;
	std::vector<std::string> const had = split_list(pair.old.at("extensions"));
	std::vector<std::string> const has = split_list(pair.fresh.at("extensions"));
	auto const change = [&](std::string const &extension, bool depends) {
		std::string const alter = "ALTER " + phrase(to, after);
		std::string const yes = alter + " DEPENDS ON EXTENSION " + extension;
		std::string const no = alter + " NO DEPENDS ON EXTENSION " + extension;
		changes->push_back({Operation::alter, depends ? yes : no, depends ? no : yes});
	};
	for (std::string const &extension : had)
		if (std::find(has.begin(), has.end(), extension) == has.end())
			change(extension, false);
	for (std::string const &extension : has)
		if (std::find(had.begin(), had.end(), extension) == had.end())
			change(extension, true);
	return changes;
}

} // namespace confiture::diff
