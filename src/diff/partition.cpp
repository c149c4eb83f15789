#include "diff/partition.hpp"

#include "diff/quote.hpp"

namespace confiture::diff {

std::string move_fitting_rows(std::string const &source, std::string const &parent,
							  std::vector<std::string> const &columns, std::vector<std::string> const &values,
							  bool with_identity) {
	std::string const insert = "INSERT INTO " + parent + " (" + join(columns, ", ") + ")" +
							   (with_identity ? " OVERRIDING SYSTEM VALUE" : "") + " SELECT " + join(values, ", ") +
							   " FROM " + source + " WHERE ";
	return "DO " + quote_literal("DECLARE fits text;\nBEGIN\n"
								 "SELECT string_agg(coalesce(pg_catalog.pg_get_partition_constraintdef(relid), "
								 "'true'), ' OR ') INTO fits\n"
								 "FROM pg_catalog.pg_partition_tree(" +
								 quote_literal(parent) + ") WHERE isleaf;\nEXECUTE " + quote_literal(insert) +
								 " || fits;\nEND");
}

} // namespace confiture::diff
