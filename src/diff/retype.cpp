#include "diff/retype.hpp"

#include "diff/aside.hpp"
#include "diff/ddl.hpp"
#include "diff/quote.hpp"

namespace confiture::diff {

namespace {

// A type change forgets how the column is stored.
void store_again(Comparison &compared, Position old) {
	Position const position = compared.to_of[old];
	std::vector<Alteration> &changes = compared.alterations[position];
	std::erase_if(changes, [](Alteration const &change) {
		return change.sql.find(" SET STORAGE ") != std::string::npos ||
			   change.sql.find(" SET COMPRESSION ") != std::string::npos;
	});
	for (std::string const &statement : storage_statements(compared.to, position))
		changes.push_back({Operation::alter, statement, ""});
	for (std::string const &statement : storage_statements(compared.from, old))
		changes.front().reverse += ";\n" + statement;
}

// What the column's old type is called while its successor has the name.
std::string aside_type(Comparison const &compared, Object const &column) {
	std::string type = column.at("type");
	for (Position const target : column.depends)
		if (Object const &object = compared.from[target];
			object.kind == Kind::type && type.starts_with(object.identity))
			type.replace(0, object.identity.size(), identity_aside(object));
	return type;
}

} // namespace

std::string through_text(std::string const &column, std::string const &type) {
	return column + (type.ends_with("[]") ? "::text[]::" : "::text::") + type;
}

void retype(Comparison &compared, Position old) {
	Position const position = compared.to_of[old];
	Object const &column = compared.to[position];
	std::string const alter =
		alter_table(compared.to, column.parent, false) + " ALTER COLUMN " + quote_name(column.name) + " TYPE ";
	std::string const collate = column.is("collation") ? " COLLATE " + column.at("collation") : "";
	std::string const name = quote_name(column.name);
	std::string const former = aside_type(compared, compared.from[old]);
	Alteration change{
		Operation::alter, alter + column.at("type") + collate + " USING " + through_text(name, column.at("type")),
		alter + former + (compared.from[old].is("collation") ? " COLLATE " + compared.from[old].at("collation") : "") +
			" USING " + through_text(name, former),
		false, "type"};
	compared.alterations[position].insert(compared.alterations[position].begin(), change);
	store_again(compared, old);
	compared.set_fate(old, Fate::alter);
}

std::vector<std::string> storage_statements(Side const &side, Position column) {
	Object const &object = side[column];
	std::string const alter = alter_table(side, object.parent) + " ALTER COLUMN " + quote_name(object.name);
	std::vector<std::string> result;
	if (object.is("storage"))
		result.push_back(alter + " SET STORAGE " + object.at("storage"));
	if (object.is("compression"))
		result.push_back(alter + " SET COMPRESSION " + object.at("compression"));
	return result;
}

void recollate(Comparison &compared, Position old, Position collation) {
	Position const position = compared.to_of[old];
	Object const &column = compared.to[position];
	std::string const alter =
		alter_table(compared.to, column.parent, false) + " ALTER COLUMN " + quote_name(column.name) + " TYPE ";
	std::string const aside = identity_aside(compared.from[collation]);
	std::erase_if(compared.alterations[position], [](Alteration const &change) { return change.reason == "type"; });
	compared.alterations[position].insert(
		compared.alterations[position].begin(),
		{Operation::alter,
		 alter + column.at("type") + (column.is("collation") ? " COLLATE " + column.at("collation") : ""),
		 alter + compared.from[old].at("type") + " COLLATE " + aside, false, "type"});
	store_again(compared, old);
	compared.set_fate(old, Fate::alter);
}

} // namespace confiture::diff
