// What is wrong with the masking rules of this database, before anything is masked by them.
#pragma once

#include "mask/detect_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

struct Problem {
	enum Severity { error, warning, info } severity;
	std::string_view kind; // as "not_unique": docs/reference/functions.md lists them
	Oid relation = InvalidOid;
	std::string column; // empty: the relation as a whole, or none
	std::string message;
	std::string hint;
};
[[nodiscard]] std::string_view name_of(Problem::Severity severity);

// Errors first, then by table and column. Values are sampled as by detect_pii(); masked rows are tried against
// constraints where the caller owns the table. An empty result says that nothing was found.
[[nodiscard]] std::vector<Problem> check_rules(Selection const &selection, std::size_t sample);

} // namespace confiture::mask
