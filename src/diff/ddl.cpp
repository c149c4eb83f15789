#include "diff/ddl.hpp"

#include "diff/default_length.hpp"
#include "diff/quote.hpp"

#include <algorithm>

namespace confiture::diff {

namespace {

std::string clause(std::string_view before, std::string const &value, std::string_view after = {}) {
	if (value.empty())
		return {};
	return std::string{before} + value + std::string{after};
}

// Tables of a composite type follow it if told to.
std::string_view cascade(Side const &side, Position type) {
	for (Position const dependent : side.dependents[type])
		if (side[dependent].is("of_type"))
			return " CASCADE";
	return "";
}

std::string line_list(std::vector<std::string> const &parts) { return join(parts, ",\n\t"); }

std::string create_type(Side const &side, Position position, bool with_default) {
	Object const &type = side[position];
	std::string const form = type.at("form");
	if (form == "enum")
		return "CREATE TYPE " + type.identity + " AS ENUM (" + type.at("labels") + ")";
	if (form == "shell")
		return "CREATE TYPE " + type.identity;
	if (form == "base")
		return "CREATE TYPE " + type.identity + " (" + type.at("definition") + ")";
	if (form == "domain")
		return "CREATE DOMAIN " + type.identity + " AS " + type.at("base") + clause(" COLLATE ", type.at("collation")) +
			   (with_default ? clause(" DEFAULT ", type.at("default")) : "") + (type.is("not_null") ? " NOT NULL" : "");
	if (form == "range")
		return "CREATE TYPE " + type.identity + " AS RANGE (SUBTYPE = " + type.at("subtype") +
			   clause(", SUBTYPE_OPCLASS = ", type.at("subtype_opclass")) +
			   clause(", COLLATION = ", type.at("subtype_collation")) + clause(", CANONICAL = ", type.at("canonical")) +
			   clause(", SUBTYPE_DIFF = ", type.at("subtype_diff")) +
			   clause(", MULTIRANGE_TYPE_NAME = ", type.at("multirange")) + ")";
	std::vector<std::string> attributes;
	for (Position const column : side.columns(position))
		attributes.push_back(quote_name(side[column].name) + " " + side[column].at("type") +
							 clause(" COLLATE ", side[column].at("collation")));
	return "CREATE TYPE " + type.identity + " AS (" + join(attributes, ", ") + ")";
}

// Whether it is a domain without a default that is made of a domain which has one.
bool takes_default(Side const &side, Position type) {
	if (!side[type].is("base") || side[type].is("default"))
		return false;
	Position const base = side.find(Kind::type, side[type].at("base"));
	return base != nowhere && side[base].is("default");
}

std::string create_language(Object const &language) {
	return std::string{"CREATE "} + (language.is("trusted") ? "TRUSTED " : "") + "LANGUAGE " + language.identity +
		   clause(" HANDLER ", language.at("handler")) + clause(" INLINE ", language.at("inline")) +
		   clause(" VALIDATOR ", language.at("validator"));
}

std::string create_collation(Object const &collation) {
	std::vector<std::string> parts{"provider = " + collation.at("provider")};
	if (collation.is("nondeterministic"))
		parts.push_back("deterministic = false");
	if (collation.is("locale") || collation.at("provider") == "icu") // ICU's root locale has no name
		parts.push_back("locale = " + quote_literal(collation.at("locale")));
	if (collation.is("rules"))
		parts.push_back("rules = " + quote_literal(collation.at("rules")));
	if (collation.is("lc_collate")) {
		if (collation.at("lc_collate") == collation.at("lc_ctype"))
			parts.push_back("locale = " + quote_literal(collation.at("lc_collate")));
		else {
			parts.push_back("lc_collate = " + quote_literal(collation.at("lc_collate")));
			parts.push_back("lc_ctype = " + quote_literal(collation.at("lc_ctype")));
		}
	}
	return "CREATE COLLATION " + collation.identity + " (" + join(parts, ", ") + ")";
}

std::string create_operator(Object const &op) {
	return "CREATE OPERATOR " + op.at("address") + " (FUNCTION = " + op.at("function") +
		   clause(", LEFTARG = ", op.at("leftarg")) + clause(", RIGHTARG = ", op.at("rightarg")) +
		   clause(", COMMUTATOR = ", op.at("commutator")) + clause(", NEGATOR = ", op.at("negator")) +
		   clause(", RESTRICT = ", op.at("restrict")) + clause(", JOIN = ", op.at("join")) +
		   (op.is("hashes") ? ", HASHES" : "") + (op.is("merges") ? ", MERGES" : "") + ")";
}

std::string members(Object const &object) {
	std::vector<std::string> parts;
	if (object.is("operators"))
		parts.push_back(object.at("operators"));
	if (object.is("functions"))
		parts.push_back(object.at("functions"));
	return line_list(parts);
}

std::string create_operator_class(Object const &object) {
	std::string content = members(object);
	if (object.is("storage"))
		content = "STORAGE " + object.at("storage") + (content.empty() ? "" : ",\n\t" + content);
	if (content.empty())
		content = "STORAGE " + object.at("for_type");
	return "CREATE OPERATOR CLASS " + quote_name(object.schema, object.name) + " " +
		   (object.is("is_default") ? "DEFAULT " : "") + "FOR TYPE " + object.at("for_type") + " USING " +
		   object.at("method") + " FAMILY " + object.at("family") + " AS\n\t" + content;
}

std::string create_table(Side const &side, Position position, Wanted const &inline_default) {
	Object const &table = side[position];
	std::vector<std::string> elements;
	for (Position const column : side.columns(position)) {
		Object const &object = side[column];
		if (object.is("not_local") && !table.is("is_partition"))
			continue;
		Position const value = side.part(column, Kind::default_value);
		bool const with_default = value == nowhere || inline_default(value);
		if (!table.is("of_type")) {
			elements.push_back(column_definition(side, column, with_default, true, true));
			continue;
		}
		std::string options;
		if (value != nowhere && with_default)
			options += " DEFAULT " + side[value].at("expression");
		if (object.is("not_null"))
			options += " NOT NULL";
		if (!options.empty())
			elements.push_back(quote_name(object.name) + " WITH OPTIONS" + options);
	}

	std::string sql = "CREATE ";
	if (table.is("unlogged"))
		sql += "UNLOGGED ";
	sql += table.at("form") == "foreign" ? "FOREIGN TABLE " : "TABLE ";
	sql += table.identity;
	if (table.is("of_type"))
		sql += " OF " + table.at("of_type");
	if (!elements.empty())
		sql += " (\n\t" + line_list(elements) + "\n)";
	else if (!table.is("of_type"))
		sql += " ()";

	std::vector<std::pair<int, std::string>> parents;
	for (Position const part : side.parts[position])
		if (side[part].kind == Kind::inheritance && !side[part].is("bound"))
			parents.emplace_back(std::stoi(side[part].at("position")), side[part].at("parent_table"));
	std::sort(parents.begin(), parents.end());
	for (auto const &[number, parent] : parents)
		sql += (&parent == &parents.front().second ? " INHERITS (" : ", ") + parent;
	if (!parents.empty())
		sql += ")";
	sql += clause(" PARTITION BY ", table.at("partition_key"));
	if (table.is("access_method") && table.at("access_method") != "heap")
		sql += " USING " + quote_name(table.at("access_method"));
	sql += clause(" SERVER ", table.is("server") ? quote_name(table.at("server")) : "");
	sql += clause(" OPTIONS (", table.at("foreign_options"), ")");
	std::vector<std::string> parameters;
	for (char const *const attribute : {"options", "toast_options"})
		if (table.is(attribute))
			parameters.push_back(table.at(attribute));
	sql += clause(" WITH (", join(parameters, ", "), ")");
	if (table.is("tablespace"))
		sql += " TABLESPACE " + quote_name(table.at("tablespace"));
	return sql;
}

std::string create_view(Object const &view) {
	bool const materialized = view.kind == Kind::materialized_view;
	std::string sql = materialized ? "CREATE MATERIALIZED VIEW " : "CREATE VIEW ";
	sql += view.identity;
	if (view.is("access_method") && view.at("access_method") != "heap")
		sql += " USING " + quote_name(view.at("access_method"));
	sql += clause(" WITH (", view.at("options"), ")");
	if (view.is("tablespace"))
		sql += " TABLESPACE " + quote_name(view.at("tablespace"));
	sql += " AS\n" + view.at("definition");
	if (view.is("check_option"))
		sql += "\n\tWITH " + view.at("check_option") + " CHECK OPTION";
	if (materialized && view.is("unpopulated"))
		sql += "\n\tWITH NO DATA";
	return sql;
}

// The definition of an index constraint ends with its deferrability, which storage parameters precede.
std::string constraint_definition(Object const &constraint) {
	std::string definition = without_parameters(constraint);
	std::string parameters = clause(" WITH (", constraint.at("options"), ")");
	if (constraint.is("tablespace"))
		parameters += " USING INDEX TABLESPACE " + quote_name(constraint.at("tablespace"));
	if (parameters.empty())
		return definition;
	std::size_t end = definition.size();
	for (std::string_view const suffix : {" INITIALLY DEFERRED", " DEFERRABLE"})
		if (end >= suffix.size() && std::string_view{definition}.substr(end - suffix.size(), suffix.size()) == suffix)
			end -= suffix.size();
	// EXCLUDE ... WHERE comes after the parameters
	if (constraint.at("form") == "exclude")
		if (std::size_t const where = definition.rfind(" WHERE ("); where != std::string::npos)
			end = where;
	return definition.insert(end, parameters);
}

std::string create_policy(Side const &side, Object const &policy) {
	std::string sql = "CREATE POLICY " + quote_name(policy.name) + " ON " + side.parent(policy).identity;
	if (policy.is("restrictive"))
		sql += " AS RESTRICTIVE";
	sql += clause(" FOR ", policy.at("command")) + clause(" TO ", policy.at("roles"));
	sql += clause(" USING (", policy.at("using"), ")") + clause(" WITH CHECK (", policy.at("with_check"), ")");
	return sql;
}

std::string create_publication(Object const &publication) {
	std::vector<std::string> parameters{"publish = " + quote_literal(publication.at("publish"))};
	if (publication.is("via_root"))
		parameters.push_back("publish_via_partition_root = true");
	if (publication.is("generated_columns"))
		parameters.push_back("publish_generated_columns = stored");
	return "CREATE PUBLICATION " + publication.identity + (publication.is("all_tables") ? " FOR ALL TABLES" : "") +
		   " WITH (" + join(parameters, ", ") + ")";
}

std::string publication_member(Side const &side, Object const &object) {
	(void) side;
	if (object.kind == Kind::publication_schema)
		return "TABLES IN SCHEMA " + object.at("published_schema");
	return "TABLE ONLY " + object.at("table") + clause(" (", object.at("columns"), ")") +
		   clause(" WHERE ", object.at("filter"));
}

std::vector<std::string> create_subscription(Object const &subscription) {
	std::vector<std::string> parameters{"connect = false"};
	if (subscription.at("slot_name") == "NONE")
		parameters.push_back("slot_name = NONE");
	else
		parameters.push_back("slot_name = " + quote_literal(subscription.at("slot_name")));
	if (subscription.is("binary"))
		parameters.push_back("binary = true");
	if (subscription.is("streaming"))
		parameters.push_back("streaming = " + subscription.at("streaming"));
	if (subscription.is("two_phase"))
		parameters.push_back("two_phase = true");
	if (subscription.is("disable_on_error"))
		parameters.push_back("disable_on_error = true");
	if (subscription.is("no_password"))
		parameters.push_back("password_required = false");
	if (subscription.is("run_as_owner"))
		parameters.push_back("run_as_owner = true");
	if (subscription.is("failover"))
		parameters.push_back("failover = true");
	if (subscription.at("synchronous_commit") != "off")
		parameters.push_back("synchronous_commit = " + quote_literal(subscription.at("synchronous_commit")));
	if (subscription.is("origin") && subscription.at("origin") != "any")
		parameters.push_back("origin = " + subscription.at("origin"));
	return {"CREATE SUBSCRIPTION " + subscription.identity + " CONNECTION " +
			quote_literal(subscription.at("connection")) + " PUBLICATION " + subscription.at("publications") +
			" WITH (" + join(parameters, ", ") + ")"};
}

std::vector<std::string> create_configuration(Object const &configuration) {
	std::vector<std::string> statements{"CREATE TEXT SEARCH CONFIGURATION " + configuration.identity +
										" (PARSER = " + configuration.at("parser") + ")"};
	std::string_view mappings = configuration.at("mappings");
	while (!mappings.empty()) {
		std::string_view const line = mappings.substr(0, mappings.find('\n'));
		std::size_t const colon = line.find(": ");
		statements.push_back("ALTER TEXT SEARCH CONFIGURATION " + configuration.identity + " ADD MAPPING FOR " +
							 std::string{line.substr(0, colon)} + " WITH " + std::string{line.substr(colon + 2)});
		mappings.remove_prefix(std::min(line.size() + 1, mappings.size()));
	}
	return statements;
}

// The identity of a procedure is without what it puts out, and so may be read as that of another.
std::string procedure_address(Side const &side, Object const &procedure) {
	std::string const &signature = procedure.at("signature");
	bool const overloaded = std::ranges::any_of(side.snapshot.objects, [&](Object const &other) {
		return other.kind == Kind::procedure && other.name == procedure.name && other.schema == procedure.schema &&
			   &other != &procedure;
	});
	if (!overloaded && !mentions(signature, "OUT"))
		return procedure.identity;
	return quote_name(procedure.schema, procedure.name) + "(" + signature.substr(0, signature.find(" -> ")) + ")";
}

} // namespace

std::string phrase(Side const &side, Position position) {
	Object const &object = side[position];
	switch (object.kind) {
	case Kind::schema:
		return "SCHEMA " + object.identity;
	case Kind::extension:
		return "EXTENSION " + object.identity;
	case Kind::language:
		return "LANGUAGE " + object.identity;
	case Kind::access_method:
		return "ACCESS METHOD " + object.identity;
	case Kind::collation:
		return "COLLATION " + object.identity;
	case Kind::conversion:
		return "CONVERSION " + object.identity;
	case Kind::type:
		return (object.at("form") == "domain" ? "DOMAIN " : "TYPE ") + object.identity;
	case Kind::function:
		return "FUNCTION " + object.identity;
	case Kind::procedure:
		return "PROCEDURE " + procedure_address(side, object);
	case Kind::aggregate:
		return "AGGREGATE " + object.at("address");
	case Kind::operator_:
		return "OPERATOR " + object.at("address") + " (" + (object.is("leftarg") ? object.at("leftarg") : "NONE") +
			   ", " + (object.is("rightarg") ? object.at("rightarg") : "NONE") + ")";
	case Kind::operator_family:
		return "OPERATOR FAMILY " + object.identity;
	case Kind::operator_class:
		return "OPERATOR CLASS " + object.identity;
	case Kind::cast:
		return "CAST " + object.identity;
	case Kind::transform:
		return "TRANSFORM FOR " + object.at("for_type") + " LANGUAGE " + quote_name(object.at("language"));
	case Kind::text_search_parser:
		return "TEXT SEARCH PARSER " + object.identity;
	case Kind::text_search_template:
		return "TEXT SEARCH TEMPLATE " + object.identity;
	case Kind::text_search_dictionary:
		return "TEXT SEARCH DICTIONARY " + object.identity;
	case Kind::text_search_configuration:
		return "TEXT SEARCH CONFIGURATION " + object.identity;
	case Kind::foreign_data_wrapper:
		return "FOREIGN DATA WRAPPER " + object.identity;
	case Kind::server:
		return "SERVER " + object.identity;
	case Kind::user_mapping:
		return "USER MAPPING FOR " + object.at("user") + " SERVER " + side.parent(object).identity;
	case Kind::sequence:
		return "SEQUENCE " + object.identity;
	case Kind::table:
		return (object.at("form") == "foreign" ? "FOREIGN TABLE " : "TABLE ") + object.identity;
	case Kind::view:
		return "VIEW " + object.identity;
	case Kind::materialized_view:
		return "MATERIALIZED VIEW " + object.identity;
	case Kind::column:
		return "COLUMN " + object.identity;
	case Kind::constraint:
		return "CONSTRAINT " + quote_name(object.name) + " ON " + side.parent(object).identity;
	case Kind::domain_constraint:
		return "CONSTRAINT " + quote_name(object.name) + " ON DOMAIN " + side.parent(object).identity;
	case Kind::index:
		return "INDEX " + object.identity;
	case Kind::statistics:
		return "STATISTICS " + object.identity;
	case Kind::rule:
		return "RULE " + quote_name(object.name) + " ON " + side.parent(object).identity;
	case Kind::trigger:
		return "TRIGGER " + quote_name(object.name) + " ON " + side.parent(object).identity;
	case Kind::policy:
		return "POLICY " + quote_name(object.name) + " ON " + side.parent(object).identity;
	case Kind::publication:
		return "PUBLICATION " + object.identity;
	case Kind::subscription:
		return "SUBSCRIPTION " + object.identity;
	case Kind::event_trigger:
		return "EVENT TRIGGER " + object.identity;
	case Kind::default_value:
	case Kind::inheritance:
	case Kind::index_attachment:
	case Kind::publication_relation:
	case Kind::publication_schema:
	case Kind::default_privileges:
	case Kind::system_privileges:
		return object.at("phrase");
	}
	return {};
}

std::string grant_phrase(Side const &side, Position position) {
	Object const &object = side[position];
	switch (object.kind) {
	case Kind::column:
		return "TABLE " + side.parent(object).identity;
	case Kind::table:
	case Kind::view:
	case Kind::materialized_view:
		return "TABLE " + object.identity;
	case Kind::type:
		return "TYPE " + object.identity;
	case Kind::aggregate:
		return "FUNCTION " + object.identity;
	case Kind::server:
		return "FOREIGN SERVER " + object.identity;
	default:
		return phrase(side, position);
	}
}

std::string alter_table(Side const &side, Position table, bool only) {
	Object const &object = side[table];
	bool const inherits = object.kind == Kind::table;
	return "ALTER " + phrase(side, table).substr(0, phrase(side, table).size() - object.identity.size()) +
		   (only && inherits ? "ONLY " : "") + object.identity;
}

std::string sequence_options(Object const &sequence) {
	bool const descending = sequence.at("increment").starts_with('-');
	std::string const type = sequence.at("type");
	std::string const greatest = type == "smallint"  ? "32767"
								 : type == "integer" ? "2147483647"
													 : "9223372036854775807";
	std::string const least = type == "smallint"  ? "-32768"
							  : type == "integer" ? "-2147483648"
												  : "-9223372036854775808";
	std::string const min = descending ? least : "1";
	std::string const max = descending ? "-1" : greatest;
	std::string options;
	if (sequence.at("increment") != "1")
		options += " INCREMENT BY " + sequence.at("increment");
	if (sequence.at("min") != min)
		options += " MINVALUE " + sequence.at("min");
	if (sequence.at("max") != max)
		options += " MAXVALUE " + sequence.at("max");
	if (sequence.at("start") != (descending ? sequence.at("max") : sequence.at("min")))
		options += " START WITH " + sequence.at("start");
	if (sequence.at("cache") != "1")
		options += " CACHE " + sequence.at("cache");
	if (sequence.is("cycle"))
		options += " CYCLE";
	return options.empty() ? options : options.substr(1);
}

// Whether a new identity column would have to go to children as well, which PostgreSQL refuses.
static bool refuses_identity(Side const &side, Position table) {
	if (side[table].is("partition_key") && side.snapshot.server_version >= 170000)
		return false;
	return std::any_of(side.dependents[table].begin(), side.dependents[table].end(),
					   [&](Position link) { return side[link].kind == Kind::inheritance; });
}

namespace {

// Whether a child takes over how its parent generates the column: up to 15 it may not say so itself.
bool generated_like_parent(Side const &side, Position column) {
	Object const &object = side[column];
	if (!object.is("generated") || !object.is("inherited"))
		return false;
	auto const &links = side.parts[object.parent];
	return std::any_of(links.begin(), links.end(), [&](Position link) {
		if (side[link].kind != Kind::inheritance || side[link].is("bound"))
			return false;
		Position const parent = side.find(Kind::table, side[link].at("parent_table"));
		Position const source = parent == nowhere ? nowhere : side.part_named(parent, Kind::column, object.name);
		return source != nowhere && side[source].at("generated") == object.at("generated") &&
			   side[source].at("expression") == object.at("expression");
	});
}

} // namespace

std::string column_definition(Side const &side, Position column, bool with_default, bool with_identity,
							  bool joins_parent) {
	Object const &object = side[column];
	std::string sql = quote_name(object.name) + " " + object.at("type");
	sql += clause(" OPTIONS (", object.at("foreign_options"), ")");
	sql += clause(" COLLATE ", object.at("collation"));
	if (object.is("generated") && !(joins_parent && generated_like_parent(side, column)))
		sql += " GENERATED ALWAYS AS (" + object.at("expression") + ") " + object.at("generated");
	Position const value = side.part(column, Kind::default_value);
	if (with_default && value != nowhere)
		sql += " DEFAULT " + side[value].at("expression");
	Position const sequence = side.part(column, Kind::sequence);
	if (sequence != nowhere && with_identity) {
		std::string const options = sequence_options(side[sequence]);
		sql += " GENERATED " + side[sequence].at("identity_form") + " AS IDENTITY (SEQUENCE NAME " +
			   side[sequence].identity + (options.empty() ? "" : " " + options) + ")";
	}
	if (object.is("not_null"))
		sql += (object.is("not_null_name") ? " CONSTRAINT " + quote_name(object.at("not_null_name")) : "") +
			   " NOT NULL" + (object.is("not_null_no_inherit") ? " NO INHERIT" : "");
	return sql;
}

std::vector<std::string> create(Side const &side, Position position, Wanted const &inline_default) {
	Object const &object = side[position];
	switch (object.kind) {
	case Kind::schema:
		return {"CREATE SCHEMA " + object.identity};
	case Kind::extension:
		return {"CREATE EXTENSION " + object.identity + " SCHEMA " + quote_name(object.at("in_schema")) + " VERSION " +
				quote_literal(object.at("version"))};
	case Kind::language:
		return {create_language(object)};
	case Kind::access_method:
		return {"CREATE ACCESS METHOD " + object.identity + " TYPE " + object.at("form") + " HANDLER " +
				object.at("handler")};
	case Kind::collation:
		return {create_collation(object)};
	case Kind::conversion:
		return {std::string{"CREATE "} + (object.is("is_default") ? "DEFAULT " : "") + "CONVERSION " + object.identity +
				" FOR " + quote_literal(object.at("source")) + " TO " + quote_literal(object.at("target")) + " FROM " +
				object.at("function")};
	case Kind::type:
		if (!takes_default(side, position))
			return {create_type(side, position, inline_default(position))};
		return {create_type(side, position, inline_default(position)),
				"ALTER DOMAIN " + object.identity + " DROP DEFAULT"};
	case Kind::function:
	case Kind::procedure: {
		// pg_get_functiondef says CREATE OR REPLACE and ends with a line feed
		std::string sql = object.at("definition");
		while (!sql.empty() && sql.back() == '\n')
			sql.pop_back();
		return {sql};
	}
	case Kind::aggregate:
		return {"CREATE AGGREGATE " + quote_name(object.schema, object.name) + "(" + object.at("arguments") +
				") (\n\t" + object.at("definition") + "\n)"};
	case Kind::operator_:
		return {create_operator(object)};
	case Kind::operator_family: {
		std::vector<std::string> statements{"CREATE OPERATOR FAMILY " + object.identity};
		if (std::string const content = members(object); !content.empty())
			statements.push_back("ALTER OPERATOR FAMILY " + object.identity + " ADD\n\t" + content);
		return statements;
	}
	case Kind::operator_class:
		return {create_operator_class(object)};
	case Kind::cast:
		return {"CREATE CAST " + object.identity + " " + object.at("method") + clause(" AS ", object.at("context"))};
	case Kind::transform: {
		std::vector<std::string> parts;
		if (object.is("from_sql"))
			parts.push_back("FROM SQL WITH FUNCTION " + object.at("from_sql"));
		if (object.is("to_sql"))
			parts.push_back("TO SQL WITH FUNCTION " + object.at("to_sql"));
		return {"CREATE TRANSFORM FOR " + object.at("for_type") + " LANGUAGE " + quote_name(object.at("language")) +
				" (" + join(parts, ", ") + ")"};
	}
	case Kind::text_search_parser:
	case Kind::text_search_template:
		return {"CREATE " + phrase(side, position) + " (" + object.at("definition") + ")"};
	case Kind::text_search_dictionary:
		return {"CREATE " + phrase(side, position) + " (TEMPLATE = " + object.at("template") +
				clause(", ", object.at("options")) + ")"};
	case Kind::text_search_configuration:
		return create_configuration(object);
	case Kind::foreign_data_wrapper:
		return {"CREATE FOREIGN DATA WRAPPER " + object.identity + clause(" HANDLER ", object.at("handler")) +
				clause(" VALIDATOR ", object.at("validator")) + clause(" OPTIONS (", object.at("options"), ")")};
	case Kind::server:
		return {"CREATE SERVER " + object.identity +
				(object.is("type") ? " TYPE " + quote_literal(object.at("type")) : "") +
				(object.is("version") ? " VERSION " + quote_literal(object.at("version")) : "") +
				" FOREIGN DATA WRAPPER " + quote_name(object.at("wrapper")) +
				clause(" OPTIONS (", object.at("options"), ")")};
	case Kind::user_mapping:
		return {"CREATE " + phrase(side, position) + clause(" OPTIONS (", object.at("options"), ")")};
	case Kind::sequence: {
		std::string const options = sequence_options(object);
		if (object.parent != nowhere)
			return {alter_table(side, side.parent(object).parent) + " ALTER COLUMN " +
					quote_name(side.parent(object).name) + " ADD GENERATED " + object.at("identity_form") +
					" AS IDENTITY (SEQUENCE NAME " + object.identity + (options.empty() ? "" : " " + options) + ")"};
		return {std::string{"CREATE "} + (object.is("unlogged") ? "UNLOGGED " : "") + "SEQUENCE " + object.identity +
				(object.at("type") == "bigint" ? "" : " AS " + object.at("type")) +
				(options.empty() ? "" : " " + options)};
	}
	case Kind::table:
		return {create_table(side, position, inline_default)};
	case Kind::view:
	case Kind::materialized_view:
		return {create_view(object)};
	case Kind::column: {
		Position const value = side.part(position, Kind::default_value);
		bool const with_default = value == nowhere || inline_default(value);
		if (side.parent(object).kind == Kind::type)
			return {"ALTER TYPE " + side.parent(object).identity + " ADD ATTRIBUTE " + quote_name(object.name) + " " +
					object.at("type") + clause(" COLLATE ", object.at("collation")) +
					std::string{cascade(side, object.parent)}};
		if (Position const sequence = side.part(position, Kind::sequence);
			sequence != nowhere && refuses_identity(side, object.parent))
			return {alter_table(side, object.parent, false) + " ADD COLUMN " +
						column_definition(side, position, with_default, false),
					create(side, sequence).front()};
		if (with_default && value != nowhere && is_refused_length(object.at("type"), side[value].at("expression")))
			return {alter_table(side, object.parent, false) + " ADD COLUMN " + column_definition(side, position, false),
					alter_table(side, object.parent, false) + " ALTER COLUMN " + quote_name(object.name) +
						" SET DEFAULT " + side[value].at("expression")};
		return {alter_table(side, object.parent, false) + " ADD COLUMN " +
				column_definition(side, position, with_default)};
	}
	case Kind::default_value: {
		Object const &column = side.parent(object);
		return {alter_table(side, column.parent) + " ALTER COLUMN " + quote_name(column.name) + " SET DEFAULT " +
				object.at("expression")};
	}
	case Kind::inheritance:
		if (object.is("bound"))
			return {alter_table(side, side.find(Kind::table, object.at("parent_table")), false) + " ATTACH PARTITION " +
					side.parent(object).identity + " " + object.at("bound")};
		return {alter_table(side, object.parent, false) + " INHERIT " + object.at("parent_table")};
	case Kind::constraint: {
		bool const index =
			object.at("form") == "primary key" || object.at("form") == "unique" || object.at("form") == "exclude";
		bool const only = index || object.is("no_inherit");
		return {alter_table(side, object.parent, only) + " ADD CONSTRAINT " + quote_name(object.name) + " " +
				constraint_definition(object)};
	}
	case Kind::domain_constraint:
		return {"ALTER DOMAIN " + side.parent(object).identity + " ADD CONSTRAINT " + quote_name(object.name) + " " +
				object.at("definition")};
	case Kind::index: {
		std::string definition = object.at("definition");
		if (object.is("tablespace")) {
			std::string const tablespace = " TABLESPACE " + quote_name(object.at("tablespace"));
			std::size_t const where = definition.rfind(" WHERE ");
			definition.insert(where == std::string::npos ? definition.size() : where, tablespace);
		}
		return {definition};
	}
	case Kind::index_attachment:
		return {"ALTER INDEX " + object.at("parent_index") + " ATTACH PARTITION " + object.at("index")};
	case Kind::statistics:
	case Kind::rule: {
		std::string definition = object.at("definition");
		while (!definition.empty() && definition.back() == ';')
			definition.pop_back();
		return {definition};
	}
	case Kind::trigger:
		if (object.is("clone"))
			return {};
		return {object.at("definition")};
	case Kind::policy:
		return {create_policy(side, object)};
	case Kind::publication:
		return {create_publication(object)};
	case Kind::publication_relation:
	case Kind::publication_schema:
		return {"ALTER PUBLICATION " + side.parent(object).identity + " ADD " + publication_member(side, object)};
	case Kind::subscription:
		return create_subscription(object);
	case Kind::event_trigger:
		return {"CREATE EVENT TRIGGER " + object.identity + " ON " + object.at("event") +
				clause(" WHEN TAG IN (", object.at("tags"), ")") + " EXECUTE FUNCTION " + object.at("function") + "()"};
	case Kind::default_privileges:
	case Kind::system_privileges:
		return {};
	}
	return {};
}

namespace {

// Whether a partition's constraint is attached to the index: only CASCADE takes it along.
bool holds_constraints(Side const &side, Position index) {
	return std::any_of(side.dependents[index].begin(), side.dependents[index].end(), [&](Position attachment) {
		if (side[attachment].kind != Kind::index_attachment)
			return false;
		Position const child = side[attachment].parent;
		return side[child].kind == Kind::constraint || holds_constraints(side, child);
	});
}

} // namespace

std::vector<std::string> drop(Side const &side, Position position) {
	Object const &object = side[position];
	switch (object.kind) {
	case Kind::index:
		if (holds_constraints(side, position))
			return {"DROP INDEX " + object.identity + " CASCADE"};
		break;
	case Kind::column:
		if (side.parent(object).kind == Kind::type)
			return {"ALTER TYPE " + side.parent(object).identity + " DROP ATTRIBUTE " + quote_name(object.name) +
					std::string{cascade(side, object.parent)}};
		return {alter_table(side, object.parent, false) + " DROP COLUMN " + quote_name(object.name)};
	case Kind::default_value: {
		Object const &column = side.parent(object);
		return {alter_table(side, column.parent) + " ALTER COLUMN " + quote_name(column.name) + " DROP DEFAULT"};
	}
	case Kind::inheritance:
		if (object.is("bound"))
			return {alter_table(side, side.find(Kind::table, object.at("parent_table")), false) + " DETACH PARTITION " +
					side.parent(object).identity};
		return {alter_table(side, object.parent, false) + " NO INHERIT " + object.at("parent_table")};
	case Kind::constraint:
		return {alter_table(side, object.parent, false) + " DROP CONSTRAINT " + quote_name(object.name)};
	case Kind::domain_constraint:
		return {"ALTER DOMAIN " + side.parent(object).identity + " DROP CONSTRAINT " + quote_name(object.name)};
	case Kind::sequence:
		if (object.parent != nowhere)
			return {alter_table(side, side.parent(object).parent) + " ALTER COLUMN " +
					quote_name(side.parent(object).name) + " DROP IDENTITY"};
		break;
	case Kind::publication_relation:
		return {"ALTER PUBLICATION " + side.parent(object).identity + " DROP TABLE ONLY " + object.at("table")};
	case Kind::publication_schema:
		return {"ALTER PUBLICATION " + side.parent(object).identity + " DROP TABLES IN SCHEMA " +
				object.at("published_schema")};
	case Kind::subscription: {
		std::vector<std::string> statements;
		if (object.is("enabled"))
			statements.push_back("ALTER SUBSCRIPTION " + object.identity + " DISABLE");
		if (object.at("slot_name") != "NONE")
			statements.push_back("ALTER SUBSCRIPTION " + object.identity + " SET (slot_name = NONE)");
		statements.push_back("DROP SUBSCRIPTION " + object.identity);
		return statements;
	}
	case Kind::index_attachment:
	case Kind::default_privileges:
	case Kind::system_privileges:
		return {};
	case Kind::trigger:
		if (object.is("clone"))
			return {};
		break;
	default:
		break;
	}
	return {"DROP " + phrase(side, position)};
}

std::vector<std::string> finish(Side const &side, Position position) {
	Object const &object = side[position];
	std::vector<std::string> statements;
	switch (object.kind) {
	case Kind::column: {
		if (side.parent(object).kind != Kind::table && side.parent(object).kind != Kind::materialized_view)
			break;
		std::string const alter = alter_table(side, object.parent) + " ALTER COLUMN " + quote_name(object.name);
		if (object.is("storage"))
			statements.push_back(alter + " SET STORAGE " + object.at("storage"));
		if (object.is("compression"))
			statements.push_back(alter + " SET COMPRESSION " + object.at("compression"));
		if (object.is("statistics"))
			statements.push_back(alter + " SET STATISTICS " + object.at("statistics"));
		if (object.is("options"))
			statements.push_back(alter + " SET (" + object.at("options") + ")");
		break;
	}
	case Kind::table:
		if (object.is("row_security"))
			statements.push_back(alter_table(side, position) + " ENABLE ROW LEVEL SECURITY");
		if (object.is("force_row_security"))
			statements.push_back(alter_table(side, position) + " FORCE ROW LEVEL SECURITY");
		if (object.is("replica_identity") && !object.at("replica_identity").starts_with("USING"))
			statements.push_back(alter_table(side, position) + " REPLICA IDENTITY " + object.at("replica_identity"));
		break;
	case Kind::sequence:
		if (object.parent != nowhere) {
			Object const &table = side[side.parent(object).parent];
			if (table.is("unlogged") != object.is("unlogged"))
				statements.push_back("ALTER SEQUENCE " + object.identity + " SET " +
									 (object.is("unlogged") ? "UNLOGGED" : "LOGGED"));
		} else if (object.is("owned_by"))
			statements.push_back("ALTER SEQUENCE " + object.identity + " OWNED BY " + object.at("owned_by"));
		break;
	case Kind::index: {
		for (std::string const &target : split_list(object.at("statistics"))) {
			std::size_t const space = target.find(' ');
			statements.push_back("ALTER INDEX " + object.identity + " ALTER COLUMN " + target.substr(0, space) +
								 " SET STATISTICS " + target.substr(space + 1));
		}
		break;
	}
	case Kind::statistics:
		if (object.is("statistics"))
			statements.push_back("ALTER STATISTICS " + object.identity + " SET STATISTICS " + object.at("statistics"));
		break;
	case Kind::trigger:
		if (object.is("clone") || object.is("enabled")) {
			std::string const state = object.is("enabled") ? object.at("enabled") : "ENABLE";
			statements.push_back(alter_table(side, object.parent, false) + " " + state + " TRIGGER " +
								 quote_name(object.name));
		}
		break;
	case Kind::rule:
		if (object.is("enabled"))
			statements.push_back("ALTER TABLE " + side.parent(object).identity + " " + object.at("enabled") + " RULE " +
								 quote_name(object.name));
		break;
	case Kind::event_trigger:
		if (object.is("enabled"))
			statements.push_back("ALTER EVENT TRIGGER " + object.identity + " " + object.at("enabled"));
		break;
	case Kind::constraint:
		if (object.is("index_comment"))
			statements.push_back("COMMENT ON INDEX " + quote_name(side.parent(object).schema, object.name) + " IS " +
								 quote_literal(object.at("index_comment")));
		break;
	default:
		break;
	}
	for (std::string const &extension : split_list(object.at("extensions")))
		statements.push_back("ALTER " + phrase(side, position) + " DEPENDS ON EXTENSION " + extension);
	return statements;
}

bool inherited_part(Object const &part) { return part.is("inherited") && part.is("not_local"); }

std::string without_parameters(Object const &index) {
	std::string definition = index.at("definition");
	// pg_get_constraintdef() has those of exclusion constraints only.
	if (!index.is("options") || (index.kind == Kind::constraint && index.at("form") != "exclude"))
		return definition;
	// pg_get_indexdef quotes values more sparingly than options are kept here, so cut to the closing parenthesis.
	std::size_t const start = definition.rfind(" WITH (");
	if (start == std::string::npos)
		return definition;
	char quote = 0;
	std::size_t end = start + 7;
	for (; end < definition.size(); ++end) {
		char const c = definition[end];
		if (quote)
			quote = c == quote ? char{0} : c == '\'' && quote == '\'' ? char{0} : quote;
		else if (c == '\'' || c == '"')
			quote = c;
		else if (c == ')')
			break;
	}
	return definition.erase(start, end + 1 - start);
}

} // namespace confiture::diff
