#include "diff/backfill.hpp"

#include "diff/quick.hpp"
#include "diff/quote.hpp"

#include <algorithm>

namespace confiture::diff {

bool is_updatable(Side const &side, Position table) {
	Object const &object = side[table];
	std::string const &identity = object.at("replica_identity");
	bool const has_key =
		std::ranges::any_of(side.parts[table], [&](Position part) { return side[part].at("form") == "primary key"; });
	if (identity == "FULL" || identity.starts_with("USING") || (identity.empty() && has_key))
		return true;
	return std::ranges::none_of(side.snapshot.objects, [&](Object const &other) {
		return (other.kind == Kind::publication && other.is("all_tables")) ||
			   (other.kind == Kind::publication_relation && other.at("table") == object.identity) ||
			   (other.kind == Kind::publication_schema && other.at("published_schema") == quote_name(object.schema));
	});
}

// Goes through the table's blocks, those of its children too, so that it ends whatever the expression gives. Rows
// that others hold come in a second round, which waits for them: a batch that waits would keep all its rows.
std::string backfill(std::string const &table, std::string const &column, std::string const &expression,
					 std::string const &where) {
	std::string const set = "UPDATE " + table + " SET " + column + " = " + expression;
	std::string const batch =
		"ctid >= format('(%s,0)', confiture_first)::tid AND ctid < format('(%s,0)', confiture_first + 256)::tid";
	return "DO $confiture$\nDECLARE\n\tconfiture_first bigint;\n\tconfiture_last bigint;\nBEGIN\n"
		   "\tWITH RECURSIVE tree AS (SELECT " +
		   quote_literal(table) +
		   "::regclass::oid AS oid UNION ALL SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid)\n"
		   "\tSELECT max(pg_relation_size(oid)) / current_setting('block_size')::bigint INTO confiture_last FROM "
		   "tree;\n"
		   "\tFOR confiture_turn IN 1 .. 2 LOOP\n\t\tconfiture_first := 0;\n\t\tWHILE confiture_first <= "
		   "confiture_last LOOP\n\t\t\tIF confiture_turn = 1 "
		   "THEN\n\t\t\t\t" +
		   set + "\n\t\t\t\tFROM (SELECT tableoid AS confiture_table, ctid AS confiture_row FROM " + table +
		   "\n\t\t\t\t\tWHERE " + batch + " AND " + where +
		   " FOR UPDATE SKIP LOCKED) AS confiture_free\n\t\t\t\tWHERE " + batch +
		   "\n\t\t\t\t\tAND tableoid = confiture_table AND ctid = confiture_row;\n\t\t\tELSE\n\t\t\t\t" + set +
		   "\n\t\t\t\tWHERE " + batch + " AND " + where +
		   ";\n\t\t\tEND IF;\n\t\t\tCOMMIT;\n\t\t\tconfiture_first := confiture_first + 256;\n\t\tEND LOOP;\n\tEND "
		   "LOOP;\nEND "
		   "$confiture$";
}

std::vector<Step> set_not_null_online(Step const &model, std::string const &alter, std::string const &column,
									  bool for_a_while) {
	std::string const check = "confiture_not_null";
	std::string const drop = alter + " DROP CONSTRAINT ";
	std::string const back = for_a_while ? "" : alter + " ALTER COLUMN " + column + " DROP NOT NULL";
	return {quick(model, alter + " ADD CONSTRAINT " + check + " CHECK (" + column + " IS NOT NULL) NOT VALID",
				  drop + "IF EXISTS " + check, "ADD CHECK NOT VALID"),
			quick(model, alter + " VALIDATE CONSTRAINT " + check, "", "VALIDATE CHECK"),
			quick(model, alter + " ALTER COLUMN " + column + " SET NOT NULL", back, "SET NOT NULL, proved"),
			quick(model, drop + check, "", "DROP CONSTRAINT")};
}

} // namespace confiture::diff
